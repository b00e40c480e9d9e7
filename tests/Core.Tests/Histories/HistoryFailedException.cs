namespace Levelset.Core.Tests.Histories;

/// <summary>A history in which something broke, with the fewest steps that still break it.</summary>
internal sealed class HistoryFailedException(string message, Exception inner) : Exception(message, inner);
