using System.Reflection;

namespace Levelset.Compat.Tests.Contract;

/// <summary>What the contract assemblies of this process offer to other assemblies.</summary>
internal static class LoadedSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Missing(IEnumerable<TypeReferenceName> types) =>
        from reference in types
        where Find(reference.Assembly, reference.Type) is null
        select $"{reference.Assembly}: {reference.Type}";

    public static IEnumerable<string> Missing(IEnumerable<MemberReferenceName> members) =>
        from reference in members
        where !Signatures(Find(reference.Assembly, reference.Type)).Contains(reference.Signature)
        select $"{reference.Assembly}: {reference.Type}: {reference.Signature}";

    private static Type? Find(string assembly, string name) =>
        Assembly.Load(assembly).GetType(name) is { IsVisible: true } type ? type : null;

    private static IEnumerable<string> Signatures(Type? type) =>
        type is null
            ? []
            : type.GetMethods(Declared).Where(IsOffered).Select(SignatureText.Of)
                .Concat(type.GetConstructors(Declared).Where(IsOffered).Select(SignatureText.Of))
                .Concat(type.GetFields(Declared).Where(field => field.IsPublic).Select(SignatureText.Of));

    private static bool IsOffered(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;
}
