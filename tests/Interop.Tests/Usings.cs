global using Levelset.Interop.Tests.Harness;
global using Xunit;
