using System;
using Microsoft.EntityFrameworkCore.Migrations;

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
                name: "pools",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    display_name = table.Column<string>(type: "text", nullable: false),
                    fixed_architecture = table.Column<short>(type: "smallint", nullable: true),
                    fixed_vendor = table.Column<string>(type: "text", nullable: true),
                    reserved_bits = table.Column<short>(type: "smallint", nullable: false),
                    excluded = table.Column<string>(type: "text", nullable: true),
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
                    table.CheckConstraint("pools_generation", "current_generation BETWEEN 1 AND last_generation");
                    table.CheckConstraint("pools_level_words", "level ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$'");
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
                    standing = table.Column<short>(type: "smallint", nullable: false),
                    standing_reason = table.Column<string>(type: "text", nullable: false),
                    cordoned = table.Column<bool>(type: "boolean", nullable: false),
                    report_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    agent_version = table.Column<string>(type: "text", nullable: false),
                    catalogue_version = table.Column<string>(type: "text", nullable: false),
                    cpu_model = table.Column<string>(type: "text", nullable: false),
                    hypervisor = table.Column<string>(type: "text", nullable: false),
                    kernel = table.Column<string>(type: "text", nullable: false),
                    microcode = table.Column<string>(type: "text", nullable: false)
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
                name: "agent_sightings",
                columns: table => new
                {
                    host_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    last_seen_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_agent_sightings", x => x.host_id);
                    table.ForeignKey(
                        name: "FK_agent_sightings_hosts_host_id",
                        column: x => x.host_id,
                        principalTable: "hosts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
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
                name: "IX_host_labels_key_value",
                table: "host_labels",
                columns: new[] { "key", "value" });

            migrationBuilder.CreateIndex(
                name: "IX_hosts_fingerprint",
                table: "hosts",
                column: "fingerprint");

            migrationBuilder.CreateIndex(
                name: "IX_hosts_pool_id_standing_fingerprint",
                table: "hosts",
                columns: new[] { "pool_id", "standing", "fingerprint" });

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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "agent_sightings");

            migrationBuilder.DropTable(
                name: "baselines");

            migrationBuilder.DropTable(
                name: "host_labels");

            migrationBuilder.DropTable(
                name: "partitions");

            migrationBuilder.DropTable(
                name: "hosts");

            migrationBuilder.DropTable(
                name: "pools");

            migrationBuilder.DropTable(
                name: "supported_sets");
        }
    }
}
