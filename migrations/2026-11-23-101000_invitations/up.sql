-- Links by which those who were invited get their first application password.

CREATE TABLE user_invitations (
    user_id bigint PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    digest text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE user_invitations IS 'Invitations that were not answered: one a pending user, gone once it is used.';
COMMENT ON COLUMN user_invitations.digest IS 'SHA-256, in hex, of the token in the link. The token itself is in the mail alone.';
CREATE UNIQUE INDEX user_invitations_digest ON user_invitations (digest);
