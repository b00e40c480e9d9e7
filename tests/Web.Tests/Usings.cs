global using Grpc.Core;
global using Levelset.Api.Tests.Support;
global using Levelset.Interop.Tests.Harness;
global using Levelset.V1;
global using Levelset.Web.Tests.Harness;
global using Xunit;
