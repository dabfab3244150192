-- Who may sign in.

CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login text NOT NULL CHECK (login <> ''),
    email text NOT NULL,
    name text NOT NULL DEFAULT '',
    role text NOT NULL CHECK (role IN ('owner', 'member', 'viewer')),
    plan text NOT NULL DEFAULT 'standard' CHECK (plan IN ('standard', 'premium')),
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'pending')),
    created_at timestamptz NOT NULL,
    modified_at timestamptz NOT NULL
);
COMMENT ON TABLE users IS 'People and programs that may sign in. There are no passwords but application passwords.';
CREATE UNIQUE INDEX users_login ON users (lower(login));
CREATE UNIQUE INDEX users_email ON users (lower(email));

CREATE TABLE application_passwords (
    uuid uuid PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    app_id text NOT NULL DEFAULT '',
    name text NOT NULL,
    hash text NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz,
    last_ip text
);
COMMENT ON TABLE application_passwords IS 'Hashes in the form of WordPress 6.8 ($generic$ and a keyed BLAKE2b). The password itself is shown once and never kept.';
CREATE INDEX application_passwords_user ON application_passwords (user_id);
