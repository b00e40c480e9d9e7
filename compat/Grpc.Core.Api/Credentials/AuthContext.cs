namespace Grpc.Core;

/// <summary>What the transport has proved about the peer of a call.</summary>
public class AuthContext(string? peerIdentityPropertyName, Dictionary<string, List<AuthProperty>> properties)
{
    public bool IsPeerAuthenticated => peerIdentityPropertyName is not null;

    public string? PeerIdentityPropertyName => peerIdentityPropertyName;

    public IEnumerable<AuthProperty> PeerIdentity =>
        peerIdentityPropertyName is null ? [] : FindPropertiesByName(peerIdentityPropertyName);

    public IEnumerable<AuthProperty> Properties => properties.Values.SelectMany(values => values);

    public IEnumerable<AuthProperty> FindPropertiesByName(string propertyName) =>
        properties.TryGetValue(propertyName, out var values) ? values : [];
}
