using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Levelset.Api.Data.Migrations
{
    /// <inheritdoc />
    public partial class PartitionMoves : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_hosts_pool_id_standing_fingerprint",
                table: "hosts");

            migrationBuilder.AddColumn<decimal>(
                name: "processor_clock_frequency",
                table: "partitions",
                type: "numeric(20,0)",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "waivers",
                table: "partitions",
                type: "jsonb",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_hosts_pool_id_standing_fingerprint_id",
                table: "hosts",
                columns: new[] { "pool_id", "standing", "fingerprint", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_hosts_pool_id_standing_fingerprint_id",
                table: "hosts");

            migrationBuilder.DropColumn(
                name: "processor_clock_frequency",
                table: "partitions");

            migrationBuilder.DropColumn(
                name: "waivers",
                table: "partitions");

            migrationBuilder.CreateIndex(
                name: "IX_hosts_pool_id_standing_fingerprint",
                table: "hosts",
                columns: new[] { "pool_id", "standing", "fingerprint" });
        }
    }
}
