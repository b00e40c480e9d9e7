using System.Reflection;

namespace Levelset.Compat.Tests.Contract;

/// <summary>The signatures of loaded members, in the same words as those read from metadata.</summary>
internal static class SignatureText
{
    public static string Of(string name, bool isStatic, int arity, string returns, IEnumerable<string> parameters) =>
        $"{(isStatic ? "static " : "")}{returns} {name}{(arity == 0 ? "" : $"`{arity}")}({string.Join(", ", parameters)})";

    public static string Of(FieldInfo field) => $"{Of(field.FieldType)} {field.Name}";

    public static string Of(MethodBase method) =>
        Of(
            method.Name,
            method.IsStatic,
            method.IsGenericMethodDefinition ? method.GetGenericArguments().Length : 0,
            Of(method is MethodInfo info ? info.ReturnType : typeof(void)),
            method.GetParameters().Select(parameter => Of(parameter.ParameterType)));

    private static string Of(Type type) => type switch
    {
        { IsGenericMethodParameter: true } => $"!!{type.GenericParameterPosition}",
        { IsGenericParameter: true } => $"!{type.GenericParameterPosition}",
        { IsSZArray: true } => $"{Of(type.GetElementType()!)}[]",
        { IsByRef: true } => $"{Of(type.GetElementType()!)}&",
        { IsGenericType: true } =>
            $"{type.GetGenericTypeDefinition().FullName}[{string.Join(",", type.GetGenericArguments().Select(Of))}]",
        _ => type.FullName!,
    };
}
