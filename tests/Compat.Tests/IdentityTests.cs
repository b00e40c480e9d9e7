using System.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Compression;

namespace Levelset.Compat.Tests;

/// <summary>The contract assemblies are who the official assemblies expect.</summary>
public sealed class IdentityTests
{
    public static TheoryData<string> Contracts => [.. Contract.References.ContractAssemblies];

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Name_OfContractAssembly_HasOfficialVersionAndKeyToken(string name)
    {
        var loaded = Assembly.Load(name).GetName();

        Assert.Equal($"{name}, Version=2.0.0.0, Culture=neutral, PublicKeyToken=d754f35622e28bad", loaded.FullName);
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void PublicKey_OfContractAssembly_IsThatOfTheOfficialAssemblies(string name)
    {
        var key = Assembly.Load(name).GetName().GetPublicKey();

        Assert.Equal(typeof(GrpcServiceOptions).Assembly.GetName().GetPublicKey(), key);
        Assert.Equal(typeof(GrpcChannel).Assembly.GetName().GetPublicKey(), key);
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void References_OfTheOfficialAssemblies_AskForExactlyThisIdentity(string name)
    {
        var asked = new[] { typeof(GrpcServiceOptions).Assembly, typeof(GrpcChannel).Assembly }
            .SelectMany(assembly => assembly.GetReferencedAssemblies())
            .Where(reference => reference.Name == name)
            .Select(reference => reference.FullName)
            .ToArray();

        Assert.Equal(2, asked.Length);
        Assert.All(asked, fullName => Assert.Equal(Assembly.Load(name).FullName, fullName));
    }

    [Fact]
    public void Types_OfEachContract_LiveInTheirOfficialAssembly()
    {
        Assert.Equal("Grpc.Core.Api", typeof(Metadata).Assembly.GetName().Name);
        Assert.Equal("Grpc.Net.Common", typeof(ICompressionProvider).Assembly.GetName().Name);
        Assert.Equal("Grpc.Net.Common", typeof(ConnectivityState).Assembly.GetName().Name);
    }
}
