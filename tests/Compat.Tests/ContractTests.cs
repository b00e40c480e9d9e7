using System.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Net.Client;
using Levelset.Compat.Tests.Contract;

namespace Levelset.Compat.Tests;

/// <summary>The official server and client find all that they refer to in the contract assemblies.</summary>
public sealed class ContractTests
{
    private static readonly Assembly[] Official = [typeof(GrpcServiceOptions).Assembly, typeof(GrpcChannel).Assembly];

    private static readonly References[] Read = [.. Official.Select(assembly => References.Of(assembly.Location))];

    private static readonly TypeReferenceName[] Types = [.. Read.SelectMany(file => file.Types).Distinct()];

    private static readonly MemberReferenceName[] Members = [.. Read.SelectMany(file => file.Members).Distinct()];

    [Fact]
    public void TypeReferences_OfTheOfficialAssemblies_AllResolve() => Assert.Empty(LoadedSurface.Missing(Types));

    [Fact]
    public void MemberReferences_OfTheOfficialAssemblies_AllResolve() => Assert.Empty(LoadedSurface.Missing(Members));

    [Fact]
    public void References_OfTheOfficialAssemblies_AreManyAndOfBothContracts()
    {
        Assert.True(Types.Length > 40, $"{Types.Length} types");
        Assert.True(Members.Length > 90, $"{Members.Length} members");
        Assert.Equal(References.ContractAssemblies, Types.Select(type => type.Assembly).Distinct().Order());
        Assert.Equal(References.ContractAssemblies, Members.Select(member => member.Assembly).Distinct().Order());
    }

    [Theory]
    [InlineData("Grpc.Core.Nothing", "System.Void .ctor()")]
    [InlineData("Grpc.Core.Metadata", "System.Void Append(System.String, System.String)")]
    [InlineData("Grpc.Core.Metadata", "System.Void Add(System.String, System.Int32)")]
    [InlineData("Grpc.Core.Metadata", "System.Int32 Add(System.String, System.String)")]
    [InlineData("Grpc.Core.Metadata", "static System.Void Add(System.String, System.String)")]
    public void Missing_MemberThatNobodyOffers_IsNamed(string type, string signature)
    {
        var missing = LoadedSurface.Missing([new MemberReferenceName("Grpc.Core.Api", type, signature)]);

        Assert.Equal([$"Grpc.Core.Api: {type}: {signature}"], missing);
    }

    [Fact]
    public void Missing_TypeThatNobodyOffers_IsNamed()
    {
        var missing = LoadedSurface.Missing([new TypeReferenceName("Grpc.Net.Common", "Grpc.Net.Nothing")]);

        Assert.Equal(["Grpc.Net.Common: Grpc.Net.Nothing"], missing);
    }

    /// <summary>An abstract member that nobody implements shows when the type is loaded.</summary>
    [Fact]
    public void Types_OfTheOfficialAssemblies_AllLoad() =>
        Assert.All(Official, assembly => Assert.NotEmpty(assembly.GetTypes()));

    /// <summary>A virtual member of another name or signature would never be called.</summary>
    [Fact]
    public void Overrides_InTheOfficialAssemblies_AllOverrideSomething()
    {
        var overrides = Official.SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(
                BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => method.IsVirtual && !method.Attributes.HasFlag(MethodAttributes.NewSlot))
            .ToArray();

        Assert.Contains(overrides, method => method.GetBaseDefinition().DeclaringType?.Assembly.GetName().Name == "Grpc.Core.Api");
        Assert.Empty(overrides
            .Where(method => method.GetBaseDefinition().DeclaringType == method.DeclaringType)
            .Select(method => $"{method.DeclaringType}: {method}"));
    }
}
