using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Levelset.Api.Data.Migrations
{
    /// <inheritdoc />
    public partial class EarlyProperties : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<decimal>(
                name: "synthetic_features",
                table: "supported_sets",
                type: "numeric(20,0)",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "early_properties",
                table: "partitions",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'[]'::jsonb");

            migrationBuilder.AddColumn<decimal>(
                name: "synthetic_features",
                table: "partitions",
                type: "numeric(20,0)",
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "synthetic_features",
                table: "baselines",
                type: "numeric(20,0)",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "synthetic_features",
                table: "supported_sets");

            migrationBuilder.DropColumn(
                name: "early_properties",
                table: "partitions");

            migrationBuilder.DropColumn(
                name: "synthetic_features",
                table: "partitions");

            migrationBuilder.DropColumn(
                name: "synthetic_features",
                table: "baselines");
        }
    }
}
