using Grpc.Core;

namespace Levelset.Compat.Tests;

/// <summary>Headers and trailers as a list of entries.</summary>
public sealed class MetadataTests
{
    [Fact]
    public void Add_MixedCaseKey_IsLowered() => Assert.Equal("v", new Metadata { { "X-Key", "v" } }.GetValue("x-key"));

    [Fact]
    public void Get_RepeatedKey_GivesTheLastEntry()
    {
        var metadata = new Metadata { { "key", "first" }, { "other", "between" }, { "key", "last" } };

        Assert.Equal("last", metadata.Get("key")?.Value);
        Assert.Equal("last", metadata.GetValue("key"));
        Assert.Equal(["first", "last"], metadata.GetAll("key").Select(entry => entry.Value));
    }

    [Fact]
    public void Get_UnknownKey_GivesNothing()
    {
        Assert.Null(new Metadata().Get("key"));
        Assert.Null(new Metadata().GetValue("key"));
        Assert.Null(new Metadata().GetValueBytes("key-bin"));
        Assert.Empty(new Metadata().GetAll("key"));
    }

    [Fact]
    public void Entry_BytesChangedAfterwards_KeepsWhatItWasGiven()
    {
        byte[] bytes = [1, 2];
        var entry = new Metadata.Entry("key-bin", bytes);
        bytes[0] = 9;
        entry.ValueBytes[1] = 9;

        Assert.True(entry.IsBinary);
        Assert.Equal([1, 2], entry.ValueBytes);
        Assert.Throws<InvalidOperationException>(() => entry.Value);
    }

    [Fact]
    public void Entry_Text_GivesItsBytesToo()
    {
        var entry = new Metadata.Entry("key", "ab");

        Assert.False(entry.IsBinary);
        Assert.Equal("ab"u8.ToArray(), entry.ValueBytes);
    }

    [Theory]
    [InlineData("key-bin")]
    [InlineData("KEY-BIN")]
    [InlineData("with space")]
    [InlineData("ümlaut")]
    [InlineData("a:b")]
    public void Entry_TextWithUnfitKey_IsRefused(string key) =>
        Assert.Throws<ArgumentException>(() => new Metadata.Entry(key, "text"));

    [Theory]
    [InlineData("key")]
    [InlineData("with space-bin")]
    public void Entry_BytesWithUnfitKey_IsRefused(string key) =>
        Assert.Throws<ArgumentException>(() => new Metadata.Entry(key, new byte[] { 1 }));

    [Fact]
    public void Entry_Null_IsRefused()
    {
        Assert.Throws<ArgumentNullException>(() => new Metadata.Entry(null!, "text"));
        Assert.Throws<ArgumentNullException>(() => new Metadata.Entry("key", (string)null!));
        Assert.Throws<ArgumentNullException>(() => new Metadata.Entry("key-bin", (byte[])null!));
        Assert.Throws<ArgumentNullException>(() => new Metadata { (Metadata.Entry)null! });
    }

    [Fact]
    public void Empty_Changed_Refuses()
    {
        Assert.True(Metadata.Empty.IsReadOnly);
        Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("key", "value"));
        Assert.Throws<InvalidOperationException>(Metadata.Empty.Clear);
        Assert.Empty(Metadata.Empty);
    }

    [Fact]
    public void List_Edited_KeepsTheOrder()
    {
        var first = new Metadata.Entry("a", "1");
        var metadata = new Metadata { { "b", "2" }, { "c", "3" } };
        metadata.Insert(0, first);
        metadata.RemoveAt(1);
        metadata[1] = new Metadata.Entry("d", "4");

        Assert.Equal(["a", "d"], metadata.Select(entry => entry.Key));
        Assert.Equal(0, metadata.IndexOf(first));
        Assert.True(metadata.Remove(first));
        Assert.DoesNotContain(first, metadata);
        Assert.Single(metadata);
    }
}
