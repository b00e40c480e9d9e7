namespace Levelset.Interception;

/// <summary>A program could not be started under an <see cref="Interceptor"/>.</summary>
public sealed class InterceptionException(string message) : Exception(message);
