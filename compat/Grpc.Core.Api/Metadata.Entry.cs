using System.Buffers;
using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    /// <summary>One header or trailer: a lower-case key with text, or with bytes if the key ends in "-bin".</summary>
    public class Entry
    {
        private static readonly SearchValues<char> KeyCharacters =
            SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._-");

        private readonly string? _text;
        private readonly byte[]? _bytes;

        public Entry(string key, byte[] valueBytes)
        {
            ArgumentNullException.ThrowIfNull(valueBytes);
            Key = Normalize(key);
            if (!HasBinarySuffix(Key))
            {
                throw new ArgumentException($"The key of a binary value must end in \"{BinaryHeaderSuffix}\".", nameof(key));
            }

            _bytes = (byte[])valueBytes.Clone();
        }

        public Entry(string key, string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            Key = Normalize(key);
            if (HasBinarySuffix(Key))
            {
                throw new ArgumentException($"The key of a text must not end in \"{BinaryHeaderSuffix}\".", nameof(key));
            }

            _text = value;
        }

        public string Key { get; }

        public bool IsBinary => _bytes is not null;

        public string Value => _text ?? throw new InvalidOperationException("This entry holds bytes, not text.");

        public byte[] ValueBytes => (byte[]?)_bytes?.Clone() ?? Encoding.ASCII.GetBytes(_text!);

        public override string ToString() =>
            IsBinary ? $"[Entry: key={Key}, {_bytes!.Length} bytes]" : $"[Entry: key={Key}, value={_text}]";

        private static bool HasBinarySuffix(string key) => key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        private static string Normalize(string key)
        {
            ArgumentNullException.ThrowIfNull(key);
            var lower = key.ToLowerInvariant();
            return lower.AsSpan().ContainsAnyExcept(KeyCharacters)
                ? throw new ArgumentException($"A key holds only letters, digits, '.', '_' and '-': \"{key}\".", nameof(key))
                : lower;
        }
    }
}
