using Levelset.Api.Mapping;

namespace Levelset.Api.Hosts;

/// <summary>A report of a host.</summary>
/// <param name="HostId">The {host}.</param>
/// <param name="SessionId">The stream by which it came.</param>
/// <param name="Report">The report.</param>
internal sealed record ReceivedReport(string HostId, Guid SessionId, HostReport Report);
