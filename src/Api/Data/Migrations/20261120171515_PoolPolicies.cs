using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Levelset.Api.Data.Migrations
{
    /// <inheritdoc />
    public partial class PoolPolicies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<short>(
                name: "drift_policy",
                table: "pools",
                type: "smallint",
                nullable: false,
                defaultValue: (short)1);

            migrationBuilder.AddColumn<string>(
                name: "floor",
                table: "pools",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<short>(
                name: "join_policy",
                table: "pools",
                type: "smallint",
                nullable: false,
                defaultValue: (short)1);

            migrationBuilder.AddColumn<short>(
                name: "raise_policy",
                table: "pools",
                type: "smallint",
                nullable: false,
                defaultValue: (short)1);

            migrationBuilder.AddCheckConstraint(
                name: "pools_floor_words",
                table: "pools",
                sql: "floor ~ '^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "pools_floor_words",
                table: "pools");

            migrationBuilder.DropColumn(
                name: "drift_policy",
                table: "pools");

            migrationBuilder.DropColumn(
                name: "floor",
                table: "pools");

            migrationBuilder.DropColumn(
                name: "join_policy",
                table: "pools");

            migrationBuilder.DropColumn(
                name: "raise_policy",
                table: "pools");
        }
    }
}
