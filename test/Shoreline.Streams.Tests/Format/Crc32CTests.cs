using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shoreline.Streams.Format;

namespace Shoreline.Streams.Tests.Format;

public class Crc32CTests
{
    [Fact]
    public void The_check_value_of_the_standard_comes_out() => Assert.Equal(0xE3069283, Crc32C.Compute(Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public void Three_lanes_give_what_one_gives_for_every_length()
    {
        var bytes = new byte[20_000];
        new Random(1).NextBytes(bytes);
        foreach (var length in Enumerable.Range(0, 1200).Append(4096).Append(12_288).Append(12_289).Append(19_999))
        {
            Assert.Equal(~Crc32C.OneLane(~0u, bytes.AsSpan(0, length)), Crc32C.Compute(bytes.AsSpan(0, length)));
        }
    }

    [Fact]
    public void A_checksum_can_be_continued() => Prop.ForAll<byte[], byte[]>(
        (first, second) => Crc32C.Append(Crc32C.Compute(first), second) == Crc32C.Compute([.. first, .. second])).QuickCheckThrowOnFailure();
}
