using FsCheck;
using FsCheck.Fluent;
using Shoreline.Cloud.Live;
using Shoreline.Cloud.Media;
using Shoreline.Lake.Store;

namespace Shoreline.Cloud.Tests.Media;

public sealed class MediaNamesTests
{
    private static readonly CameraId Camera = new(Samples.Device, Samples.Camera);

    [Fact]
    public void A_fragments_name_reads_back_as_the_fragment() => Prop.ForAll<NonNegativeInt, PositiveInt, NonNegativeInt>((start, duration, sequence) =>
    {
        var fragment = new ArchivedFragment(
            Camera, start.Get * 1_000_003L, duration.Get * 977L, duration.Get, 720, $"s-{start.Get}", sequence.Get, 700, "0123456789abcdef",
            new RecordId(Samples.Incarnation, sequence.Get));
        Assert.Equal(fragment, MediaNames.ParseFragment(Camera, ObjectKey.Check(fragment.Key)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Names_sort_as_their_times() => Prop.ForAll<NonNegativeInt, NonNegativeInt>((a, b) =>
    {
        var (first, second) = (Samples.Archived(1, a.Get * Samples.SecondNs), Samples.Archived(2, (b.Get + a.Get + 1L) * Samples.SecondNs));
        Assert.True(string.CompareOrdinal(first.Key, second.Key) < 0);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_faces_name_reads_back_as_the_face()
    {
        var face = new ArchivedFace(Camera, 1_790_000_000_123_456_000, 96, 112, 0.931, new RecordId(Samples.Incarnation, 5));
        Assert.Equal(face, MediaNames.ParseFace(Camera, face.Key));
    }

    [Fact]
    public void No_prefix_of_a_name_and_no_foreign_name_is_taken_for_one()
    {
        var key = Samples.Archived(3, Samples.SecondNs).Key;
        for (var length = 0; length < key.Length; length++) Assert.Null(MediaNames.ParseFragment(Camera, key[..length]));
        Assert.Null(MediaNames.ParseFragment(Camera, "media/gw-1/entrance/video/2026-01-01/00/notes.mp4"));
        Assert.Null(MediaNames.ParseFragment(Camera, key.Replace("1280x720", "1280", StringComparison.Ordinal)));
    }
}
