namespace Levelset.Api.Data.Migrations;

/// <summary>The functions and triggers that write the log of changes. Part of a migration: never edited, only followed by others.</summary>
internal static class EventLogSql
{
    /// <summary>Makes them, and the log's one row.</summary>
    public const string Create = """
        INSERT INTO event_log (id, trimmed_through) VALUES (1, 0);

        -- The lock is held until the transaction has ended and can be seen by all: positions ascend in the order of commits.
        CREATE FUNCTION append_event(
            kind smallint, resource_id text, owner_id text, former_owner_id text, removed boolean, version bigint, content jsonb, labels jsonb)
        RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock(hashtextextended('levelset.events', 0));
            INSERT INTO events (kind, resource_id, owner_id, former_owner_id, removed, version, content, labels, time)
                VALUES (kind, resource_id, owner_id, former_owner_id, removed, version, content, labels, clock_timestamp());
            PERFORM pg_notify('levelset_events', '');
        END $$;

        -- Arguments: the kind, and the column that says whose the row is. One event per row and transaction, with what the
        -- transaction leaves; one more where an earlier statement of it took the row from its owner.
        CREATE FUNCTION record_resource_event() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            place tid;
            version bigint;
            content jsonb;
            labels jsonb;
            former text;
            reported record;
        BEGIN
            -- A report that says what the one before it said is no change.
            IF TG_TABLE_NAME = 'hosts' AND TG_OP = 'UPDATE' THEN
                IF OLD.report_time IS DISTINCT FROM NEW.report_time THEN
                    reported := NEW;
                    reported.report_time := OLD.report_time;
                    reported.report_cause := OLD.report_cause;
                    IF reported IS NOT DISTINCT FROM OLD THEN
                        RETURN NULL;
                    END IF;
                END IF;
            END IF;

            -- Each by its name, so that the statement is planned once for a connection.
            IF TG_TABLE_NAME = 'hosts' THEN
                SELECT t.ctid, t.xmin::text::bigint, to_jsonb(t) INTO place, version, content
                    FROM hosts t WHERE t.id = COALESCE(NEW.id, OLD.id);
            ELSIF TG_TABLE_NAME = 'partitions' THEN
                SELECT t.ctid, t.xmin::text::bigint, to_jsonb(t) INTO place, version, content
                    FROM partitions t WHERE t.id = COALESCE(NEW.id, OLD.id);
            ELSE
                SELECT t.ctid, t.xmin::text::bigint, to_jsonb(t) INTO place, version, content
                    FROM pools t WHERE t.id = COALESCE(NEW.id, OLD.id);
            END IF;
            IF TG_OP = 'DELETE' THEN
                IF content IS NULL THEN
                    PERFORM append_event(
                        TG_ARGV[0]::smallint, OLD.id, to_jsonb(OLD) ->> TG_ARGV[1], NULL, true, 0, to_jsonb(OLD), NULL);
                END IF;
                RETURN NULL;
            END IF;
            IF TG_OP = 'UPDATE' THEN
                former := NULLIF(to_jsonb(OLD) ->> TG_ARGV[1], to_jsonb(NEW) ->> TG_ARGV[1]);
                IF TG_TABLE_NAME = 'partitions' AND NOT (to_jsonb(OLD) ->> 'held_by_agent')::boolean THEN
                    former := NULL;
                END IF;
            END IF;
            IF content IS NULL OR (place <> NEW.ctid AND former IS NULL) THEN
                RETURN NULL;
            END IF;
            IF TG_TABLE_NAME = 'hosts' THEN
                SELECT jsonb_object_agg(l.key, l.value) INTO labels FROM host_labels l WHERE l.host_id = NEW.id;
            END IF;
            PERFORM append_event(
                TG_ARGV[0]::smallint, NEW.id, content ->> TG_ARGV[1], former, false, version, content, labels);
            RETURN NULL;
        END $$;

        CREATE FUNCTION record_silence_event() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM append_event(
                2::smallint, h.id, h.pool_id, NULL, false, h.xmin::text::bigint, to_jsonb(h),
                (SELECT jsonb_object_agg(l.key, l.value) FROM host_labels l WHERE l.host_id = h.id))
                FROM hosts h WHERE h.id = NEW.host_id;
            RETURN NULL;
        END $$;

        CREATE FUNCTION record_session_event() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM append_event(5::smallint, NEW.host_id, NULL, NULL, false, 0, to_jsonb(NEW) - 'resume_digest', NULL);
            RETURN NULL;
        END $$;

        CREATE CONSTRAINT TRIGGER pools_event AFTER INSERT OR UPDATE OR DELETE ON pools
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION record_resource_event('1', '');
        CREATE CONSTRAINT TRIGGER hosts_event AFTER INSERT OR UPDATE OR DELETE ON hosts
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION record_resource_event('2', 'pool_id');
        CREATE CONSTRAINT TRIGGER partitions_event AFTER INSERT OR UPDATE OR DELETE ON partitions
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION record_resource_event('3', 'host_id');
        CREATE CONSTRAINT TRIGGER agent_sessions_silence_event AFTER UPDATE ON agent_sessions
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
            WHEN (OLD.silent <> NEW.silent) EXECUTE FUNCTION record_silence_event();
        CREATE CONSTRAINT TRIGGER agent_sessions_session_event AFTER UPDATE ON agent_sessions
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
            WHEN (OLD.session_id IS DISTINCT FROM NEW.session_id) EXECUTE FUNCTION record_session_event();
        """;

    /// <summary>Removes them.</summary>
    public const string Drop = """
        DROP TRIGGER pools_event ON pools;
        DROP TRIGGER hosts_event ON hosts;
        DROP TRIGGER partitions_event ON partitions;
        DROP TRIGGER agent_sessions_silence_event ON agent_sessions;
        DROP TRIGGER agent_sessions_session_event ON agent_sessions;
        DROP FUNCTION record_resource_event();
        DROP FUNCTION record_silence_event();
        DROP FUNCTION record_session_event();
        DROP FUNCTION append_event(smallint, text, text, text, boolean, bigint, jsonb, jsonb);
        """;
}
