DROP FUNCTION forget_oauth_nonces();
DROP TABLE oauth_nonces;
DROP TABLE api_keys;
