using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Levelset.Api.Data.Migrations
{
    /// <inheritdoc />
    public partial class HostReportOrigin : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<decimal>(
                name: "assignable_synthetic_features",
                table: "hosts",
                type: "numeric(20,0)",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "last_change",
                table: "hosts",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "last_change_time",
                table: "hosts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<short>(
                name: "report_cause",
                table: "hosts",
                type: "smallint",
                nullable: false,
                defaultValue: (short)0);

            migrationBuilder.AddColumn<short>(
                name: "report_source",
                table: "hosts",
                type: "smallint",
                nullable: false,
                defaultValue: (short)0);

            migrationBuilder.AddColumn<string>(
                name: "report_source_detail",
                table: "hosts",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<decimal>(
                name: "synthetic_features",
                table: "hosts",
                type: "numeric(20,0)",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "assignable_synthetic_features",
                table: "hosts");

            migrationBuilder.DropColumn(
                name: "last_change",
                table: "hosts");

            migrationBuilder.DropColumn(
                name: "last_change_time",
                table: "hosts");

            migrationBuilder.DropColumn(
                name: "report_cause",
                table: "hosts");

            migrationBuilder.DropColumn(
                name: "report_source",
                table: "hosts");

            migrationBuilder.DropColumn(
                name: "report_source_detail",
                table: "hosts");

            migrationBuilder.DropColumn(
                name: "synthetic_features",
                table: "hosts");
        }
    }
}
