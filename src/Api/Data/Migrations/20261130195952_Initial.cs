using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Levelset.Api.Data.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "activities",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    author = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    pool_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    host_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    partition_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    generation = table.Column<long>(type: "bigint", nullable: true),
                    summary = table.Column<string>(type: "text", nullable: false),
                    lost = table.Column<string>(type: "text", nullable: true),
                    gained = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_activities", x => x.id);
                    table.CheckConstraint("activities_gained_words", "gained ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$'");
                    table.CheckConstraint("activities_lost_words", "lost ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$'");
                });

            migrationBuilder.CreateTable(
                name: "data_protection_keys",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    friendly_name = table.Column<string>(type: "text", nullable: true),
                    xml = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_data_protection_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "event_log",
                columns: table => new
                {
                    id = table.Column<short>(type: "smallint", nullable: false),
                    identity = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    trimmed_through = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_event_log", x => x.id);
                    table.CheckConstraint("event_log_one_row", "id = 1");
                });

            migrationBuilder.CreateTable(
                name: "events",
                columns: table => new
                {
                    position = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    resource_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    owner_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    former_owner_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    removed = table.Column<bool>(type: "boolean", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    content = table.Column<string>(type: "jsonb", nullable: false),
                    labels = table.Column<string>(type: "jsonb", nullable: true),
                    time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_events", x => x.position);
                });

            migrationBuilder.CreateTable(
                name: "partition_tombstones",
                columns: table => new
                {
                    host_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    partition_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    create_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_partition_tombstones", x => new { x.host_id, x.partition_id });
                });

            migrationBuilder.CreateTable(
                name: "pools",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    display_name = table.Column<string>(type: "text", nullable: false),
                    fixed_architecture = table.Column<short>(type: "smallint", nullable: true),
                    fixed_vendor = table.Column<string>(type: "text", nullable: true),
                    join_policy = table.Column<short>(type: "smallint", nullable: false, defaultValue: (short)1),
                    drift_policy = table.Column<short>(type: "smallint", nullable: false, defaultValue: (short)1),
                    raise_policy = table.Column<short>(type: "smallint", nullable: false, defaultValue: (short)1),
                    reserved_bits = table.Column<short>(type: "smallint", nullable: false),
                    excluded = table.Column<string>(type: "text", nullable: true),
                    floor = table.Column<string>(type: "text", nullable: true),
                    last_generation = table.Column<long>(type: "bigint", nullable: false),
                    current_generation = table.Column<long>(type: "bigint", nullable: true),
                    level = table.Column<string>(type: "text", nullable: true),
                    request_id = table.Column<string>(type: "text", nullable: true),
                    request_digest = table.Column<string>(type: "text", nullable: true),
                    create_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pools", x => x.id);
                    table.CheckConstraint("pools_excluded_words", "excluded ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$'");
                    table.CheckConstraint("pools_floor_words", "floor ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$'");
                    table.CheckConstraint("pools_generation", "current_generation BETWEEN 1 AND last_generation");
                    table.CheckConstraint("pools_level_words", "level ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$'");
                });

            migrationBuilder.CreateTable(
                name: "replicas",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    renewals = table.Column<long>(type: "bigint", nullable: false),
                    renew_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "clock_timestamp()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_replicas", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "supported_sets",
                columns: table => new
                {
                    fingerprint = table.Column<string>(type: "character(64)", nullable: false),
                    vendor = table.Column<string>(type: "text", nullable: false),
                    features = table.Column<string>(type: "text", nullable: false),
                    cache_line_flush_size = table.Column<long>(type: "bigint", nullable: true),
                    max_xsave_data_size = table.Column<long>(type: "bigint", nullable: true),
                    physical_address_width = table.Column<long>(type: "bigint", nullable: true),
                    synthetic_features = table.Column<decimal>(type: "numeric(20,0)", nullable: true),
                    xsave_states = table.Column<decimal>(type: "numeric(20,0)", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_supported_sets", x => x.fingerprint);
                    table.CheckConstraint("supported_sets_features_words", "features ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$'");
                });

            migrationBuilder.CreateTable(
                name: "baselines",
                columns: table => new
                {
                    pool_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    generation = table.Column<long>(type: "bigint", nullable: false),
                    vendor = table.Column<string>(type: "text", nullable: false),
                    features = table.Column<string>(type: "text", nullable: false),
                    level = table.Column<string>(type: "text", nullable: false),
                    cause = table.Column<string>(type: "text", nullable: false),
                    author = table.Column<string>(type: "text", nullable: false),
                    create_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    catalogue_version = table.Column<string>(type: "text", nullable: false),
                    reasons = table.Column<string>(type: "jsonb", nullable: false),
                    cache_line_flush_size = table.Column<long>(type: "bigint", nullable: true),
                    max_xsave_data_size = table.Column<long>(type: "bigint", nullable: true),
                    physical_address_width = table.Column<long>(type: "bigint", nullable: true),
                    synthetic_features = table.Column<decimal>(type: "numeric(20,0)", nullable: true),
                    xsave_states = table.Column<decimal>(type: "numeric(20,0)", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_baselines", x => new { x.pool_id, x.generation });
                    table.CheckConstraint("baselines_features_words", "features ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$'");
                    table.CheckConstraint("baselines_level_words", "level ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$'");
                    table.ForeignKey(
                        name: "FK_baselines_pools_pool_id",
                        column: x => x.pool_id,
                        principalTable: "pools",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "hosts",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    display_name = table.Column<string>(type: "text", nullable: false),
                    simulated = table.Column<bool>(type: "boolean", nullable: false),
                    fingerprint = table.Column<string>(type: "character(64)", nullable: true),
                    processor_clock_frequency = table.Column<decimal>(type: "numeric(20,0)", nullable: true),
                    unreported_words = table.Column<string[]>(type: "text[]", nullable: false),
                    pool_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    membership_state = table.Column<short>(type: "smallint", nullable: false),
                    membership_reason = table.Column<string>(type: "text", nullable: false),
                    cordoned = table.Column<bool>(type: "boolean", nullable: false),
                    report_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    synthetic_features = table.Column<decimal>(type: "numeric(20,0)", nullable: true),
                    assignable_synthetic_features = table.Column<decimal>(type: "numeric(20,0)", nullable: true),
                    last_change = table.Column<string>(type: "jsonb", nullable: true),
                    last_change_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    agent_version = table.Column<string>(type: "text", nullable: false),
                    catalogue_version = table.Column<string>(type: "text", nullable: false),
                    cpu_model = table.Column<string>(type: "text", nullable: false),
                    firmware = table.Column<string>(type: "text", nullable: false, defaultValue: ""),
                    hypervisor = table.Column<string>(type: "text", nullable: false),
                    kernel = table.Column<string>(type: "text", nullable: false),
                    microcode = table.Column<string>(type: "text", nullable: false),
                    report_cause = table.Column<short>(type: "smallint", nullable: false),
                    report_source = table.Column<short>(type: "smallint", nullable: false),
                    report_source_detail = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_hosts", x => x.id);
                    table.ForeignKey(
                        name: "FK_hosts_pools_pool_id",
                        column: x => x.pool_id,
                        principalTable: "pools",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_hosts_supported_sets_fingerprint",
                        column: x => x.fingerprint,
                        principalTable: "supported_sets",
                        principalColumn: "fingerprint",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "agent_sessions",
                columns: table => new
                {
                    host_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    session_id = table.Column<Guid>(type: "uuid", nullable: true),
                    replica_id = table.Column<Guid>(type: "uuid", nullable: true),
                    resume_digest = table.Column<string>(type: "text", nullable: false),
                    silent = table.Column<bool>(type: "boolean", nullable: false),
                    last_seen_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "clock_timestamp()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_agent_sessions", x => x.host_id);
                    table.ForeignKey(
                        name: "FK_agent_sessions_hosts_host_id",
                        column: x => x.host_id,
                        principalTable: "hosts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_agent_sessions_replicas_replica_id",
                        column: x => x.replica_id,
                        principalTable: "replicas",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateTable(
                name: "host_labels",
                columns: table => new
                {
                    host_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    key = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_host_labels", x => new { x.host_id, x.key });
                    table.ForeignKey(
                        name: "FK_host_labels_hosts_host_id",
                        column: x => x.host_id,
                        principalTable: "hosts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "host_reports",
                columns: table => new
                {
                    host_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    fingerprint = table.Column<string>(type: "character(64)", nullable: false),
                    processor_clock_frequency = table.Column<decimal>(type: "numeric(20,0)", nullable: true),
                    unreported_words = table.Column<string[]>(type: "text[]", nullable: false),
                    synthetic_features = table.Column<decimal>(type: "numeric(20,0)", nullable: true),
                    assignable_synthetic_features = table.Column<decimal>(type: "numeric(20,0)", nullable: true),
                    report_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    receive_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    change = table.Column<string>(type: "jsonb", nullable: true),
                    report_cause = table.Column<short>(type: "smallint", nullable: false),
                    report_source = table.Column<short>(type: "smallint", nullable: false),
                    report_source_detail = table.Column<string>(type: "text", nullable: false),
                    agent_version = table.Column<string>(type: "text", nullable: false),
                    catalogue_version = table.Column<string>(type: "text", nullable: false),
                    cpu_model = table.Column<string>(type: "text", nullable: false),
                    firmware = table.Column<string>(type: "text", nullable: false, defaultValue: ""),
                    hypervisor = table.Column<string>(type: "text", nullable: false),
                    kernel = table.Column<string>(type: "text", nullable: false),
                    microcode = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_host_reports", x => new { x.host_id, x.number });
                    table.ForeignKey(
                        name: "FK_host_reports_hosts_host_id",
                        column: x => x.host_id,
                        principalTable: "hosts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_host_reports_supported_sets_fingerprint",
                        column: x => x.fingerprint,
                        principalTable: "supported_sets",
                        principalColumn: "fingerprint",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "partitions",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    display_name = table.Column<string>(type: "text", nullable: false),
                    pool_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    host_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    held_by_agent = table.Column<bool>(type: "boolean", nullable: false),
                    generation = table.Column<long>(type: "bigint", nullable: false),
                    requested = table.Column<string>(type: "text", nullable: false),
                    features = table.Column<string>(type: "text", nullable: true),
                    mask = table.Column<string>(type: "text", nullable: false),
                    early_properties = table.Column<string>(type: "jsonb", nullable: false, defaultValueSql: "'[]'::jsonb"),
                    processor_clock_frequency = table.Column<decimal>(type: "numeric(20,0)", nullable: true),
                    waivers = table.Column<string>(type: "jsonb", nullable: true),
                    nested = table.Column<bool>(type: "boolean", nullable: false),
                    excluded = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    create_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    request_id = table.Column<string>(type: "text", nullable: true),
                    request_digest = table.Column<string>(type: "text", nullable: true),
                    simulated = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    cache_line_flush_size = table.Column<long>(type: "bigint", nullable: true),
                    max_xsave_data_size = table.Column<long>(type: "bigint", nullable: true),
                    physical_address_width = table.Column<long>(type: "bigint", nullable: true),
                    synthetic_features = table.Column<decimal>(type: "numeric(20,0)", nullable: true),
                    xsave_states = table.Column<decimal>(type: "numeric(20,0)", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_partitions", x => x.id);
                    table.CheckConstraint("partitions_excluded_words", "excluded ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$'");
                    table.CheckConstraint("partitions_features_words", "features ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$'");
                    table.CheckConstraint("partitions_mask_words", "mask ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$'");
                    table.CheckConstraint("partitions_requested_words", "requested ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$'");
                    table.ForeignKey(
                        name: "FK_partitions_hosts_host_id",
                        column: x => x.host_id,
                        principalTable: "hosts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_partitions_pools_pool_id",
                        column: x => x.pool_id,
                        principalTable: "pools",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_activities_author_time_id",
                table: "activities",
                columns: new[] { "author", "time", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_activities_host_id_time_id",
                table: "activities",
                columns: new[] { "host_id", "time", "id" },
                filter: "host_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_activities_kind_time_id",
                table: "activities",
                columns: new[] { "kind", "time", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_activities_partition_id_time_id",
                table: "activities",
                columns: new[] { "partition_id", "time", "id" },
                filter: "partition_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_activities_pool_id_time_id",
                table: "activities",
                columns: new[] { "pool_id", "time", "id" },
                filter: "pool_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_activities_time_id",
                table: "activities",
                columns: new[] { "time", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_agent_sessions_replica_id",
                table: "agent_sessions",
                column: "replica_id");

            migrationBuilder.CreateIndex(
                name: "IX_agent_sessions_unheld",
                table: "agent_sessions",
                column: "host_id",
                unique: true,
                filter: "replica_id IS NULL AND NOT silent");

            migrationBuilder.CreateIndex(
                name: "IX_events_kind_position",
                table: "events",
                columns: new[] { "kind", "position" });

            migrationBuilder.CreateIndex(
                name: "IX_host_labels_key_value",
                table: "host_labels",
                columns: new[] { "key", "value" });

            migrationBuilder.CreateIndex(
                name: "IX_host_reports_fingerprint",
                table: "host_reports",
                column: "fingerprint");

            migrationBuilder.CreateIndex(
                name: "IX_hosts_fingerprint",
                table: "hosts",
                column: "fingerprint");

            migrationBuilder.CreateIndex(
                name: "IX_hosts_pool_id_membership_state_fingerprint_id",
                table: "hosts",
                columns: new[] { "pool_id", "membership_state", "fingerprint", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_partitions_host_id",
                table: "partitions",
                column: "host_id");

            migrationBuilder.CreateIndex(
                name: "IX_partitions_pool_id",
                table: "partitions",
                column: "pool_id");

            migrationBuilder.CreateIndex(
                name: "IX_partitions_request_id",
                table: "partitions",
                column: "request_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_pools_request_id",
                table: "pools",
                column: "request_id",
                unique: true);

            // A generation is never edited; it goes only with its pool.
            migrationBuilder.Sql("""
                CREATE FUNCTION baselines_are_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION 'generation % of pool % is immutable', OLD.generation, OLD.pool_id;
                END $$;
                CREATE TRIGGER baselines_no_update BEFORE UPDATE ON baselines
                    FOR EACH ROW EXECUTE FUNCTION baselines_are_immutable();
                """);
            migrationBuilder.Sql(EventLogSql.Create);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(EventLogSql.Drop);

            migrationBuilder.DropTable(
                name: "activities");

            migrationBuilder.DropTable(
                name: "agent_sessions");

            migrationBuilder.DropTable(
                name: "baselines");

            migrationBuilder.DropTable(
                name: "data_protection_keys");

            migrationBuilder.DropTable(
                name: "event_log");

            migrationBuilder.DropTable(
                name: "events");

            migrationBuilder.DropTable(
                name: "host_labels");

            migrationBuilder.DropTable(
                name: "host_reports");

            migrationBuilder.DropTable(
                name: "partition_tombstones");

            migrationBuilder.DropTable(
                name: "partitions");

            migrationBuilder.DropTable(
                name: "replicas");

            migrationBuilder.DropTable(
                name: "hosts");

            migrationBuilder.DropTable(
                name: "pools");

            migrationBuilder.DropTable(
                name: "supported_sets");

            migrationBuilder.Sql("DROP FUNCTION baselines_are_immutable();");
        }
    }
}
