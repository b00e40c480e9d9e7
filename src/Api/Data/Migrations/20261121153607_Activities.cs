using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Levelset.Api.Data.Migrations
{
    /// <inheritdoc />
    public partial class Activities : Migration
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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "activities");
        }
    }
}
