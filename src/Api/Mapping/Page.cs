using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Levelset.Api.Errors;
using Levelset.Api.Pools;

namespace Levelset.Api.Mapping;

/// <summary>One page of a listing: how many, and after which key. A token is only good for the listing that gave it.</summary>
/// <param name="Size">1 to 1000.</param>
/// <param name="After">The key of the last item of the page before; "" on the first page.</param>
/// <param name="Listing">What is listed, filters included.</param>
internal sealed record Page(int Size, string After, string Listing)
{
    private const int DefaultSize = 50;
    private const int MaximumSize = 1000;
    private const int ChecksumLength = 8;

    public static Page Parse(int size, string token, string listing, ValidationErrors errors)
    {
        if (size is < 0 or > MaximumSize)
        {
            errors.Add("page_size", Reasons.PageSizeInvalid, $"{size} is out of range; expected 1 to {MaximumSize}, or 0 for the default of {DefaultSize}");
        }

        var after = "";
        if (token.Length > 0 && !TryRead(token, listing, out after))
        {
            errors.Add(
                "page_token",
                Reasons.PageTokenInvalid,
                "not a next_page_token of this list with these filters; omit it to start again");
        }

        return new Page(size == 0 ? DefaultSize : size, after, listing);
    }

    /// <summary>Cuts a result that was fetched with one item too many, and makes the token for what is left.</summary>
    public (IReadOnlyList<T> Items, string NextToken) Cut<T>(IReadOnlyList<T> fetched, Func<T, string> key)
    {
        if (fetched.Count <= Size)
        {
            return (fetched, "");
        }

        var last = Encoding.UTF8.GetBytes(key(fetched[Size - 1]));
        return ([.. fetched.Take(Size)], Base64Url.EncodeToString([.. Checksum(last, Listing), .. last]));
    }

    private static bool TryRead(string token, string listing, out string after)
    {
        after = "";
        if (!Base64Url.IsValid(token))
        {
            return false;
        }

        var bytes = Base64Url.DecodeFromChars(token);
        if (bytes.Length <= ChecksumLength
            || !Checksum(bytes.AsSpan(ChecksumLength), listing).AsSpan().SequenceEqual(bytes.AsSpan(0, ChecksumLength)))
        {
            return false;
        }

        after = Encoding.UTF8.GetString(bytes, ChecksumLength, bytes.Length - ChecksumLength);
        return !after.Any(char.IsControl);
    }

    private static byte[] Checksum(ReadOnlySpan<byte> key, string listing) =>
        SHA256.HashData([.. Encoding.UTF8.GetBytes(listing), 0, .. key])[..ChecksumLength];
}
