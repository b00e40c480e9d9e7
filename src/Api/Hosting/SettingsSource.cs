namespace Levelset.Api.Hosting;

/// <summary>Keys and values that came from one place; each remembers where exactly, so that a fault can name it.</summary>
internal sealed class SettingsSource : ConfigurationProvider
{
    private readonly Dictionary<string, string> origins = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every key, and where it came from: an option, an environment variable or a file.</summary>
    public IReadOnlyDictionary<string, string> Origins => origins;

    /// <summary>Adds a value; false = the key has one already.</summary>
    public bool TryAdd(string key, string value, string origin)
    {
        if (!origins.TryAdd(key, origin))
        {
            return false;
        }

        Set(key, value);
        return true;
    }
}
