CREATE TABLE IF NOT EXISTS "__EFMigrationsHistory" (
    "MigrationId" character varying(150) NOT NULL,
    "ProductVersion" character varying(32) NOT NULL,
    CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY ("MigrationId")
);

START TRANSACTION;
CREATE TABLE pools (
    id text COLLATE "C" NOT NULL,
    display_name text NOT NULL,
    fixed_architecture smallint,
    fixed_vendor text,
    reserved_bits smallint NOT NULL,
    excluded text,
    last_generation bigint NOT NULL,
    current_generation bigint,
    level text,
    request_id text,
    request_digest text,
    create_time timestamp with time zone NOT NULL,
    CONSTRAINT "PK_pools" PRIMARY KEY (id),
    CONSTRAINT pools_excluded_words CHECK (excluded ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$'),
    CONSTRAINT pools_generation CHECK (current_generation BETWEEN 1 AND last_generation),
    CONSTRAINT pools_level_words CHECK (level ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$')
);

CREATE TABLE supported_sets (
    fingerprint character(64) NOT NULL,
    vendor text NOT NULL,
    features text NOT NULL,
    cache_line_flush_size bigint,
    max_xsave_data_size bigint,
    physical_address_width bigint,
    xsave_states numeric(20,0),
    CONSTRAINT "PK_supported_sets" PRIMARY KEY (fingerprint),
    CONSTRAINT supported_sets_features_words CHECK (features ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$')
);

CREATE TABLE baselines (
    pool_id text COLLATE "C" NOT NULL,
    generation bigint NOT NULL,
    vendor text NOT NULL,
    features text NOT NULL,
    level text NOT NULL,
    cause text NOT NULL,
    author text NOT NULL,
    create_time timestamp with time zone NOT NULL,
    catalogue_version text NOT NULL,
    reasons jsonb NOT NULL,
    cache_line_flush_size bigint,
    max_xsave_data_size bigint,
    physical_address_width bigint,
    xsave_states numeric(20,0),
    CONSTRAINT "PK_baselines" PRIMARY KEY (pool_id, generation),
    CONSTRAINT baselines_features_words CHECK (features ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$'),
    CONSTRAINT baselines_level_words CHECK (level ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$'),
    CONSTRAINT "FK_baselines_pools_pool_id" FOREIGN KEY (pool_id) REFERENCES pools (id) ON DELETE CASCADE
);

CREATE TABLE hosts (
    id text COLLATE "C" NOT NULL,
    display_name text NOT NULL,
    simulated boolean NOT NULL,
    fingerprint character(64),
    processor_clock_frequency numeric(20,0),
    unreported_words text[] NOT NULL,
    pool_id text COLLATE "C",
    standing smallint NOT NULL,
    standing_reason text NOT NULL,
    cordoned boolean NOT NULL,
    report_time timestamp with time zone,
    agent_version text NOT NULL,
    catalogue_version text NOT NULL,
    cpu_model text NOT NULL,
    hypervisor text NOT NULL,
    kernel text NOT NULL,
    microcode text NOT NULL,
    CONSTRAINT "PK_hosts" PRIMARY KEY (id),
    CONSTRAINT "FK_hosts_pools_pool_id" FOREIGN KEY (pool_id) REFERENCES pools (id) ON DELETE RESTRICT,
    CONSTRAINT "FK_hosts_supported_sets_fingerprint" FOREIGN KEY (fingerprint) REFERENCES supported_sets (fingerprint) ON DELETE RESTRICT
);

CREATE TABLE agent_sightings (
    host_id text COLLATE "C" NOT NULL,
    last_seen_time timestamp with time zone NOT NULL,
    CONSTRAINT "PK_agent_sightings" PRIMARY KEY (host_id),
    CONSTRAINT "FK_agent_sightings_hosts_host_id" FOREIGN KEY (host_id) REFERENCES hosts (id) ON DELETE CASCADE
);

CREATE TABLE host_labels (
    host_id text COLLATE "C" NOT NULL,
    key text NOT NULL,
    value text NOT NULL,
    CONSTRAINT "PK_host_labels" PRIMARY KEY (host_id, key),
    CONSTRAINT "FK_host_labels_hosts_host_id" FOREIGN KEY (host_id) REFERENCES hosts (id) ON DELETE CASCADE
);

CREATE TABLE partitions (
    id text COLLATE "C" NOT NULL,
    display_name text NOT NULL,
    pool_id text COLLATE "C",
    host_id text COLLATE "C" NOT NULL,
    held_by_agent boolean NOT NULL,
    generation bigint NOT NULL,
    requested text NOT NULL,
    features text,
    mask text NOT NULL,
    nested boolean NOT NULL,
    excluded text NOT NULL,
    state smallint NOT NULL,
    create_time timestamp with time zone NOT NULL,
    request_id text,
    request_digest text,
    simulated boolean NOT NULL,
    cache_line_flush_size bigint,
    max_xsave_data_size bigint,
    physical_address_width bigint,
    xsave_states numeric(20,0),
    CONSTRAINT "PK_partitions" PRIMARY KEY (id),
    CONSTRAINT partitions_excluded_words CHECK (excluded ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$'),
    CONSTRAINT partitions_features_words CHECK (features ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$'),
    CONSTRAINT partitions_mask_words CHECK (mask ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$'),
    CONSTRAINT partitions_requested_words CHECK (requested ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$'),
    CONSTRAINT "FK_partitions_hosts_host_id" FOREIGN KEY (host_id) REFERENCES hosts (id) ON DELETE RESTRICT,
    CONSTRAINT "FK_partitions_pools_pool_id" FOREIGN KEY (pool_id) REFERENCES pools (id) ON DELETE RESTRICT
);

CREATE INDEX "IX_host_labels_key_value" ON host_labels (key, value);

CREATE INDEX "IX_hosts_fingerprint" ON hosts (fingerprint);

CREATE INDEX "IX_hosts_pool_id_standing_fingerprint" ON hosts (pool_id, standing, fingerprint);

CREATE INDEX "IX_partitions_host_id" ON partitions (host_id);

CREATE INDEX "IX_partitions_pool_id" ON partitions (pool_id);

CREATE UNIQUE INDEX "IX_partitions_request_id" ON partitions (request_id);

CREATE UNIQUE INDEX "IX_pools_request_id" ON pools (request_id);

CREATE FUNCTION baselines_are_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'generation % of pool % is immutable', OLD.generation, OLD.pool_id;
END $$;
CREATE TRIGGER baselines_no_update BEFORE UPDATE ON baselines
    FOR EACH ROW EXECUTE FUNCTION baselines_are_immutable();

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261120140307_Initial', '10.0.0');

COMMIT;

START TRANSACTION;
ALTER TABLE hosts ADD assignable_synthetic_features numeric(20,0);

ALTER TABLE hosts ADD last_change jsonb;

ALTER TABLE hosts ADD last_change_time timestamp with time zone;

ALTER TABLE hosts ADD report_cause smallint NOT NULL DEFAULT 0;

ALTER TABLE hosts ADD report_source smallint NOT NULL DEFAULT 0;

ALTER TABLE hosts ADD report_source_detail text NOT NULL DEFAULT '';

ALTER TABLE hosts ADD synthetic_features numeric(20,0);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261120164843_HostReportOrigin', '10.0.0');

COMMIT;

START TRANSACTION;
ALTER TABLE pools ADD drift_policy smallint NOT NULL DEFAULT 1;

ALTER TABLE pools ADD floor text;

ALTER TABLE pools ADD join_policy smallint NOT NULL DEFAULT 1;

ALTER TABLE pools ADD raise_policy smallint NOT NULL DEFAULT 1;

ALTER TABLE pools ADD CONSTRAINT pools_floor_words CHECK (floor ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$');

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261120171515_PoolPolicies', '10.0.0');

COMMIT;

START TRANSACTION;
DROP INDEX "IX_hosts_pool_id_standing_fingerprint";

ALTER TABLE partitions ADD processor_clock_frequency numeric(20,0);

ALTER TABLE partitions ADD waivers jsonb;

CREATE INDEX "IX_hosts_pool_id_standing_fingerprint_id" ON hosts (pool_id, standing, fingerprint, id);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261120182119_PartitionMoves', '10.0.0');

COMMIT;

START TRANSACTION;
ALTER TABLE agent_sightings ADD resume_digest text NOT NULL DEFAULT '';

ALTER TABLE agent_sightings ADD session_id uuid;

ALTER TABLE agent_sightings ADD silence_told boolean NOT NULL DEFAULT FALSE;

CREATE TABLE event_log (
    id smallint NOT NULL,
    identity uuid NOT NULL DEFAULT (gen_random_uuid()),
    trimmed_through bigint NOT NULL,
    CONSTRAINT "PK_event_log" PRIMARY KEY (id),
    CONSTRAINT event_log_one_row CHECK (id = 1)
);

CREATE TABLE events (
    position bigint GENERATED ALWAYS AS IDENTITY,
    kind smallint NOT NULL,
    resource_id text COLLATE "C" NOT NULL,
    owner_id text COLLATE "C",
    former_owner_id text COLLATE "C",
    removed boolean NOT NULL,
    version bigint NOT NULL,
    content jsonb NOT NULL,
    labels jsonb,
    time timestamp with time zone NOT NULL,
    CONSTRAINT "PK_events" PRIMARY KEY (position)
);

CREATE TABLE host_reports (
    host_id text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    fingerprint character(64) NOT NULL,
    processor_clock_frequency numeric(20,0),
    unreported_words text[] NOT NULL,
    synthetic_features numeric(20,0),
    assignable_synthetic_features numeric(20,0),
    report_time timestamp with time zone NOT NULL,
    receive_time timestamp with time zone NOT NULL,
    change jsonb,
    report_cause smallint NOT NULL,
    report_source smallint NOT NULL,
    report_source_detail text NOT NULL,
    agent_version text NOT NULL,
    catalogue_version text NOT NULL,
    cpu_model text NOT NULL,
    hypervisor text NOT NULL,
    kernel text NOT NULL,
    microcode text NOT NULL,
    CONSTRAINT "PK_host_reports" PRIMARY KEY (host_id, number),
    CONSTRAINT "FK_host_reports_hosts_host_id" FOREIGN KEY (host_id) REFERENCES hosts (id) ON DELETE CASCADE,
    CONSTRAINT "FK_host_reports_supported_sets_fingerprint" FOREIGN KEY (fingerprint) REFERENCES supported_sets (fingerprint) ON DELETE RESTRICT
);

CREATE INDEX "IX_events_kind_position" ON events (kind, position);

CREATE INDEX "IX_host_reports_fingerprint" ON host_reports (fingerprint);

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
BEGIN
    EXECUTE format('SELECT t.ctid, t.xmin::text::bigint, to_jsonb(t) FROM %I t WHERE t.id = $1', TG_TABLE_NAME)
        INTO place, version, content USING COALESCE(NEW.id, OLD.id);
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
CREATE CONSTRAINT TRIGGER hosts_event AFTER INSERT OR DELETE ON hosts
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION record_resource_event('2', 'pool_id');

-- A report that says what the one before it said is no change.
CREATE CONSTRAINT TRIGGER hosts_update_event AFTER UPDATE ON hosts
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.report_time IS NOT DISTINCT FROM NEW.report_time
        OR to_jsonb(OLD) - 'report_time' - 'report_cause' <> to_jsonb(NEW) - 'report_time' - 'report_cause')
    EXECUTE FUNCTION record_resource_event('2', 'pool_id');
CREATE CONSTRAINT TRIGGER partitions_event AFTER INSERT OR UPDATE OR DELETE ON partitions
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION record_resource_event('3', 'host_id');
CREATE CONSTRAINT TRIGGER agent_sightings_silence_event AFTER UPDATE ON agent_sightings
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.silence_told <> NEW.silence_told) EXECUTE FUNCTION record_silence_event();
CREATE CONSTRAINT TRIGGER agent_sightings_session_event AFTER UPDATE ON agent_sightings
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.session_id IS DISTINCT FROM NEW.session_id) EXECUTE FUNCTION record_session_event();

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261120182243_WatchingAndReportHistory', '10.0.0');

COMMIT;

START TRANSACTION;
ALTER TABLE supported_sets ADD synthetic_features numeric(20,0);

ALTER TABLE partitions ADD early_properties jsonb NOT NULL DEFAULT ('[]'::jsonb);

ALTER TABLE partitions ADD synthetic_features numeric(20,0);

ALTER TABLE baselines ADD synthetic_features numeric(20,0);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261121124721_EarlyProperties', '10.0.0');

COMMIT;

START TRANSACTION;
ALTER TABLE hosts ADD firmware text NOT NULL DEFAULT '';

ALTER TABLE host_reports ADD firmware text NOT NULL DEFAULT '';

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261121133428_Firmware', '10.0.0');

COMMIT;

START TRANSACTION;
CREATE TABLE form_keys (
    id integer GENERATED BY DEFAULT AS IDENTITY,
    name text NOT NULL,
    content text NOT NULL,
    CONSTRAINT "PK_form_keys" PRIMARY KEY (id)
);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261121152711_FormKeys', '10.0.0');

COMMIT;

START TRANSACTION;
CREATE TABLE activities (
    id bigint GENERATED ALWAYS AS IDENTITY,
    time timestamp with time zone NOT NULL,
    author text COLLATE "C" NOT NULL,
    kind smallint NOT NULL,
    pool_id text COLLATE "C",
    host_id text COLLATE "C",
    partition_id text COLLATE "C",
    generation bigint,
    summary text NOT NULL,
    lost text,
    gained text,
    CONSTRAINT "PK_activities" PRIMARY KEY (id),
    CONSTRAINT activities_gained_words CHECK (gained ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$'),
    CONSTRAINT activities_lost_words CHECK (lost ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$')
);

CREATE INDEX "IX_activities_author_time_id" ON activities (author, time, id);

CREATE INDEX "IX_activities_host_id_time_id" ON activities (host_id, time, id) WHERE host_id IS NOT NULL;

CREATE INDEX "IX_activities_kind_time_id" ON activities (kind, time, id);

CREATE INDEX "IX_activities_partition_id_time_id" ON activities (partition_id, time, id) WHERE partition_id IS NOT NULL;

CREATE INDEX "IX_activities_pool_id_time_id" ON activities (pool_id, time, id) WHERE pool_id IS NOT NULL;

CREATE INDEX "IX_activities_time_id" ON activities (time, id);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261121153607_Activities', '10.0.0');

COMMIT;

