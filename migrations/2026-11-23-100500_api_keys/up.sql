-- Keys by which programs act for a user, and the nonces of signed requests.

CREATE TABLE api_keys (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    type text NOT NULL CHECK (type IN ('token', 'pair')),
    permissions text NOT NULL CHECK (permissions IN ('read', 'write', 'read_write')),
    scopes text[] NOT NULL DEFAULT '{}'
        CHECK (scopes <@ ARRAY['customers', 'segments', 'campaigns', 'workflows', 'analytics', 'webhooks']),
    plan text NOT NULL CHECK (plan IN ('standard', 'premium')),
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    lookup text NOT NULL,
    sealed_secret bytea,
    truncated_key text NOT NULL,
    previous_lookup text,
    previous_sealed_secret bytea,
    previous_until timestamptz,
    last_access_at timestamptz,
    expires_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL,
    modified_at timestamptz NOT NULL,
    CHECK ((type = 'pair') = (sealed_secret IS NOT NULL)),
    CHECK ((previous_lookup IS NULL) = (previous_until IS NULL))
);
COMMENT ON TABLE api_keys IS 'API keys: tokens, and pairs of consumer key and secret.';
COMMENT ON COLUMN api_keys.lookup IS 'HMAC-SHA256 of the token or consumer key under wc-api, in hex, as WooCommerce keeps it.';
COMMENT ON COLUMN api_keys.sealed_secret IS 'The consumer secret, encrypted: OAuth 1.0a signs with it. A token has none.';
COMMENT ON COLUMN api_keys.previous_lookup IS 'What the key was found by before it was rotated, accepted until previous_until.';
CREATE UNIQUE INDEX api_keys_lookup ON api_keys (lookup);
CREATE UNIQUE INDEX api_keys_previous_lookup ON api_keys (previous_lookup) WHERE previous_lookup IS NOT NULL;
CREATE INDEX api_keys_user ON api_keys (user_id);

CREATE TABLE oauth_nonces (
    key_id bigint NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE,
    digest text NOT NULL,
    used_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (key_id, digest)
);
COMMENT ON TABLE oauth_nonces IS 'SHA-256 of the nonces that signed requests used, by the database clock. Housekeeping drops those that no acceptable timestamp can come with any more.';
CREATE INDEX oauth_nonces_used ON oauth_nonces (used_at);

CREATE FUNCTION forget_oauth_nonces() RETURNS bigint LANGUAGE sql AS $$
    WITH gone AS (DELETE FROM oauth_nonces WHERE used_at < now() - interval '1 hour' RETURNING 1)
    SELECT count(*) FROM gone
$$;
COMMENT ON FUNCTION forget_oauth_nonces IS 'Drops nonces older than an hour by the database clock; a timestamp is good for 30 minutes at most. Run by housekeeping.';
