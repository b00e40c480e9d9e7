using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Levelset.Api.Data.Migrations
{
    /// <inheritdoc />
    public partial class WatchingAndReportHistory : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "resume_digest",
                table: "agent_sightings",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<Guid>(
                name: "session_id",
                table: "agent_sightings",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "silence_told",
                table: "agent_sightings",
                type: "boolean",
                nullable: false,
                defaultValue: false);

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

            migrationBuilder.CreateIndex(
                name: "IX_events_kind_position",
                table: "events",
                columns: new[] { "kind", "position" });

            migrationBuilder.CreateIndex(
                name: "IX_host_reports_fingerprint",
                table: "host_reports",
                column: "fingerprint");

            migrationBuilder.Sql(EventLogSql.Create);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(EventLogSql.Drop);

            migrationBuilder.DropTable(
                name: "event_log");

            migrationBuilder.DropTable(
                name: "events");

            migrationBuilder.DropTable(
                name: "host_reports");

            migrationBuilder.DropColumn(
                name: "resume_digest",
                table: "agent_sightings");

            migrationBuilder.DropColumn(
                name: "session_id",
                table: "agent_sightings");

            migrationBuilder.DropColumn(
                name: "silence_told",
                table: "agent_sightings");
        }
    }
}
