using System.Diagnostics.CodeAnalysis;

namespace Grpc.Core;

/// <summary>Names the method that binds a service's implementation.</summary>
[AttributeUsage(AttributeTargets.Class)]
public class BindServiceMethodAttribute(
    [DynamicallyAccessedMembers(BindServiceMethodAttribute.Members)] Type bindType, string bindMethodName) : Attribute
{
    private const DynamicallyAccessedMemberTypes Members =
        DynamicallyAccessedMemberTypes.PublicMethods | DynamicallyAccessedMemberTypes.NonPublicMethods;

    [DynamicallyAccessedMembers(Members)]
    public Type BindType { get; } = bindType;

    public string BindMethodName { get; } = bindMethodName;
}
