namespace Grpc.Core;

/// <summary>A method of a service, whatever its messages.</summary>
public interface IMethod
{
    MethodType Type { get; }

    string ServiceName { get; }

    string Name { get; }

    string FullName { get; }
}
