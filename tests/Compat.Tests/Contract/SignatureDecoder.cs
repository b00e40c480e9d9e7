using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Levelset.Compat.Tests.Contract;

/// <summary>Writes the types in a signature as text: <c>Namespace.Outer+Type`1[argument]</c>.</summary>
internal sealed class SignatureDecoder : ISignatureTypeProvider<SignatureType, object?>
{
    public SignatureType GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var reference = reader.GetTypeReference(handle);
        var name = reader.GetString(reference.Name);
        if (reference.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            var outer = GetTypeFromReference(reader, (TypeReferenceHandle)reference.ResolutionScope, rawTypeKind);
            return outer with { Text = $"{outer.Text}+{name}", Definition = $"{outer.Text}+{name}" };
        }

        var assembly = reference.ResolutionScope.Kind == HandleKind.AssemblyReference
            ? reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)reference.ResolutionScope).Name)
            : null;
        var text = $"{reader.GetString(reference.Namespace)}.{name}";
        return new SignatureType(text, assembly, text);
    }

    public SignatureType GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        new(reader.GetString(reader.GetTypeDefinition(handle).Name));

    public SignatureType GetTypeFromSpecification(
        MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public SignatureType GetGenericInstantiation(SignatureType genericType, ImmutableArray<SignatureType> typeArguments) =>
        genericType with { Text = $"{genericType.Text}[{string.Join(",", typeArguments.Select(type => type.Text))}]" };

    public SignatureType GetGenericTypeParameter(object? genericContext, int index) => new($"!{index}");

    public SignatureType GetGenericMethodParameter(object? genericContext, int index) => new($"!!{index}");

    public SignatureType GetPrimitiveType(PrimitiveTypeCode typeCode) => new($"System.{typeCode}");

    public SignatureType GetSZArrayType(SignatureType elementType) => new($"{elementType.Text}[]");

    public SignatureType GetArrayType(SignatureType elementType, ArrayShape shape) => new($"{elementType.Text}[{shape.Rank}]");

    public SignatureType GetByReferenceType(SignatureType elementType) => new($"{elementType.Text}&");

    public SignatureType GetPointerType(SignatureType elementType) => new($"{elementType.Text}*");

    public SignatureType GetPinnedType(SignatureType elementType) => elementType;

    public SignatureType GetModifiedType(SignatureType modifier, SignatureType unmodifiedType, bool isRequired) => unmodifiedType;

    public SignatureType GetFunctionPointerType(MethodSignature<SignatureType> signature) => new("function");
}
