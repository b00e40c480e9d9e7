using System.Security.Cryptography;
using System.Text;

namespace Levelset.Agent.Handover;

/// <summary>
/// Secrets of 256 random bits, each for one user and one use, with an expiry. Only their hashes are stored, and they are compared
/// in constant time.
/// </summary>
/// <typeparam name="T">What a secret stands for.</typeparam>
internal sealed class OneTimeSecrets<T>(TimeProvider time)
    where T : class
{
    private const int SecretBytes = 32;

    // Bounds the memory that a faulty or hostile user can fill.
    private const int MaxOutstanding = 4096;

    // How long a used or expired secret is still distinguished from an unknown one.
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);
    private readonly Lock gate = new();
    private readonly List<Entry> entries = [];

    /// <summary>A new secret, in hex.</summary>
    /// <exception cref="AgentException">Too many are outstanding.</exception>
    public string Issue(T value, uint uid, TimeSpan lifetime, out DateTimeOffset expires)
    {
        var secret = RandomNumberGenerator.GetHexString(SecretBytes * 2, lowercase: true);
        var now = time.GetUtcNow();
        expires = now + lifetime;
        lock (gate)
        {
            entries.RemoveAll(entry => entry.Expires + Remembered < now);
            if (entries.Count >= MaxOutstanding)
            {
                throw new AgentException($"{MaxOutstanding} claims or tickets are outstanding; wait until some have expired");
            }

            entries.Add(new Entry(Hash(secret), value, uid, expires));
        }

        return secret;
    }

    /// <summary>Looks a secret up; a valid one is used up.</summary>
    /// <param name="secret">As it was issued.</param>
    /// <param name="uid">The user who presents it.</param>
    /// <param name="value">Its value, also for the log of a refusal; null if the secret is unknown.</param>
    public SecretState Use(string secret, uint uid, out T? value)
    {
        var hash = Hash(secret);
        lock (gate)
        {
            Entry? found = null;
            foreach (var entry in entries)
            {
                // All of them, always, so that the time taken reveals nothing.
                found = CryptographicOperations.FixedTimeEquals(entry.Hash, hash) ? entry : found;
            }

            value = found?.Value;
            if (found is null || found.Uid != uid)
            {
                return SecretState.Refused;
            }

            if (found.Used)
            {
                return SecretState.Used;
            }

            if (found.Expires <= time.GetUtcNow())
            {
                return SecretState.Expired;
            }

            found.Used = true;
            return SecretState.Good;
        }
    }

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private sealed class Entry(byte[] hash, T value, uint uid, DateTimeOffset expires)
    {
        public byte[] Hash => hash;

        public T Value => value;

        public uint Uid => uid;

        public DateTimeOffset Expires => expires;

        public bool Used { get; set; }
    }
}
