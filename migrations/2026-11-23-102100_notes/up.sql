-- What people write down about customers.

CREATE TABLE notes (
    id bigint PRIMARY KEY DEFAULT nextval('events_id_seq'),
    customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    category text NOT NULL
        CHECK (category IN ('general', 'follow_up', 'complaint', 'feedback', 'meeting', 'phone_call', 'internal')),
    note text NOT NULL CHECK (note <> ''),
    author_id bigint REFERENCES users (id) ON DELETE SET NULL,
    version int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    modified_at timestamptz NOT NULL
);
COMMENT ON TABLE notes IS 'Notes on customers. Personal: the text may say anything of the person. Erasing the person deletes their rows, a merge sets customer_id to the survivor. Distribution column when the database is spread: customer_id.';
COMMENT ON COLUMN notes.id IS 'From the sequence of events, so that the entries of a timeline have one order of ids.';
COMMENT ON COLUMN notes.author_id IS 'Null when a workflow wrote it, or the user is gone.';
CREATE INDEX notes_customer ON notes (customer_id, created_at, id);
CREATE INDEX notes_author ON notes (author_id) WHERE author_id IS NOT NULL;
