global using Grpc.Core;
global using Levelset.Api.Errors;
global using Levelset.Api.Tests.Support;
global using Levelset.Tests;
global using Levelset.V1;
global using Xunit;

[assembly: AssemblyFixture(typeof(Postgres))]
