-- The tables with a primary key, as JSON: name, key columns in the key's order, and columns in the table's order.
SELECT coalesce(json_agg(described ORDER BY described ->> 'name' COLLATE "C"), '[]')
FROM (
    SELECT json_build_object(
        'name', c.relname,
        'key', (
            SELECT json_agg(a.attname ORDER BY k.position)
            FROM unnest(p.conkey) WITH ORDINALITY AS k (number, position)
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
        ),
        'columns', (
            SELECT json_agg(json_build_object('name', a.attname, 'type', t.typname, 'nullable', NOT a.attnotnull) ORDER BY a.attnum)
            FROM pg_attribute a
            JOIN pg_type t ON t.oid = a.atttypid
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        )
    ) AS described
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
    JOIN pg_constraint p ON p.conrelid = c.oid AND p.contype = 'p'
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND left(c.relname, 2) <> '__'
) AS tables
