namespace Grpc.Core;

/// <summary>Says whether the peer that the context describes is to be trusted.</summary>
public delegate bool VerifyPeerCallback(VerifyPeerContext context);
