using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Levelset.Compat.Tests.Contract;

/// <summary>All that one assembly file refers to in the contract assemblies.</summary>
internal sealed class References
{
    public static readonly IReadOnlyList<string> ContractAssemblies = ["Grpc.Core.Api", "Grpc.Net.Common"];

    private readonly SignatureDecoder _decoder = new();

    private References(MetadataReader reader)
    {
        Types = [.. ReadTypes(reader).Distinct()];
        Members = [.. ReadMembers(reader).Distinct()];
    }

    public IReadOnlyList<TypeReferenceName> Types { get; }

    public IReadOnlyList<MemberReferenceName> Members { get; }

    public static References Of(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        return new References(file.GetMetadataReader());
    }

    private IEnumerable<TypeReferenceName> ReadTypes(MetadataReader reader) =>
        from handle in reader.TypeReferences
        let type = _decoder.GetTypeFromReference(reader, handle, 0)
        where ContractAssemblies.Contains(type.Assembly)
        select new TypeReferenceName(type.Assembly!, type.Definition!);

    private IEnumerable<MemberReferenceName> ReadMembers(MetadataReader reader) =>
        from handle in reader.MemberReferences
        let member = reader.GetMemberReference(handle)
        let parent = Parent(reader, member)
        where parent is not null && ContractAssemblies.Contains(parent.Assembly)
        select new MemberReferenceName(parent.Assembly!, parent.Definition!, Signature(reader, member));

    private SignatureType? Parent(MetadataReader reader, MemberReference member) => member.Parent.Kind switch
    {
        HandleKind.TypeReference => _decoder.GetTypeFromReference(reader, (TypeReferenceHandle)member.Parent, 0),
        HandleKind.TypeSpecification =>
            _decoder.GetTypeFromSpecification(reader, null, (TypeSpecificationHandle)member.Parent, 0),
        _ => null,
    };

    private string Signature(MetadataReader reader, MemberReference member)
    {
        var name = reader.GetString(member.Name);
        if (member.GetKind() == MemberReferenceKind.Field)
        {
            return $"{member.DecodeFieldSignature(_decoder, null).Text} {name}";
        }

        var method = member.DecodeMethodSignature(_decoder, null);
        return SignatureText.Of(
            name,
            isStatic: !method.Header.IsInstance,
            method.GenericParameterCount,
            method.ReturnType.Text,
            method.ParameterTypes.Select(type => type.Text));
    }
}
