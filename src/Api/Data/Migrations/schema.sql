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

