using FsCheck;
using FsCheck.Fluent;
using Shoreline.Media.Fragments;

namespace Shoreline.Media.Tests.Fragments;

public sealed class FragmentCutterTests
{
    private static readonly VideoTrack Track = new(640, 360, 1, 1, [1, 0x64, 0, 0x1f, 0xff, 0xe1, 0, 2, 0x67, 0x64, 1, 0, 1, 0x68]);

    [Fact]
    public void The_bytes_of_a_fragment_are_those_that_were_agreed_on()
    {
        var cutter = NewCutter();
        for (var i = 0; i < 10; i++) cutter.Add(new AccessUnit(i * 100_000_000L, (i + 2) * 100_000_000L, i == 0), [0, 0, 0, 1, (byte)i]);

        var fragment = cutter.Finish(100_000_000)!;

        // A change of this file is a change of the format, and needs docs/formats/fragment.md changed first.
        var golden = Path.Combine(AppContext.BaseDirectory, "Fragments", "golden-1.mp4");
        if (!File.Exists(golden) || !File.ReadAllBytes(golden).AsSpan().SequenceEqual(fragment.Bytes.Span))
        {
            var actual = Path.Combine(AppContext.BaseDirectory, "golden-1.actual.mp4");
            File.WriteAllBytes(actual, fragment.Bytes.Span);
            Assert.Fail($"The bytes differ from Fragments/golden-1.mp4; they are in {actual}.");
        }
        Assert.Equal(626, fragment.InitBytes);
        Assert.Equal("avc1.64001f", fragment.Codec);
    }

    [Fact]
    public void The_initialisation_section_holds_the_boxes_that_players_need()
    {
        var cutter = NewCutter();
        cutter.Add(new AccessUnit(0, 0, true), [1]);
        var boxes = Box.ReadAll(cutter.Finish(null)!.Bytes);

        Assert.Equal(["ftyp", "moov", "moof", "mdat"], boxes.Select(box => box.Type));
        Assert.Equal(["mvhd", "trak", "mvex"], boxes[1].Children.Select(box => box.Type));
        Assert.Equal(90_000u, boxes[1].Child("trak/mdia/mdhd").U32(12));
        Assert.Equal(["vmhd", "dinf", "stbl"], boxes[1].Child("trak/mdia/minf").Children.Select(box => box.Type));
        Assert.Equal(["stsd", "stts", "stsc", "stsz", "stco"], boxes[1].Child("trak/mdia/minf/stbl").Children.Select(box => box.Type));
        Assert.True(boxes[1].Child("trak/mdia/minf/stbl/stsd").Content.Span.IndexOf(Track.Configuration) > 0);
    }

    [Fact]
    public void Any_access_units_come_out_whole_in_order_and_without_a_gap() =>
        Prop.ForAll<(byte[] Bytes, bool Key, byte Step, sbyte Shift)[]>(units =>
        {
            var cutter = NewCutter();
            var fragments = new List<Fragment>();
            var sent = new List<byte>();
            long dts = -70_000_000;
            foreach (var (bytes, key, step, shift) in units)
            {
                var unit = new AccessUnit(dts, dts + (shift * 1_000_000L), key);
                if (cutter.Add(unit, bytes ?? []) is { } done) fragments.Add(done);
                sent.AddRange(bytes ?? []);
                dts += step * 3_000_000L; // 0 too: times that do not grow
            }
            if (cutter.Finish(40_000_000) is { } last) fragments.Add(last);

            var sections = fragments.Select(fragment => MediaSection.Read(fragment.Bytes[fragment.InitBytes..])).ToList();
            Assert.Equal(sent, sections.SelectMany(section => section.Data.ToArray()));
            Assert.Equal(units.Length, sections.Sum(section => section.Samples.Count));
            Assert.All(sections.Zip(sections.Skip(1)), pair => Assert.Equal(pair.First.EndTime, pair.Second.DecodeTime));
            Assert.All(sections.SelectMany(section => section.Samples), sample => Assert.True(sample.Duration > 0));
            Assert.All(fragments.Zip(sections), pair => Assert.Equal(pair.First.StartsWithKeyFrame, pair.Second.Samples[0].Flags == 0x02000000));
            Assert.All(fragments, fragment => Assert.True(fragment.DurationNs <= 5_000_000_000));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Rare_key_frames_do_not_make_fragments_longer_than_four_seconds_or_eight_megabytes()
    {
        var cutter = NewCutter();
        var slow = Enumerable.Range(0, 100).Select(i => cutter.Add(new AccessUnit(i * 100_000_000L, i * 100_000_000L, i == 0), [1])).OfType<Fragment>().ToList();
        var large = NewCutter();
        var big = Enumerable.Range(0, 20).Select(i => large.Add(new AccessUnit(i * 1_000_000L, i * 1_000_000L, i == 0), new byte[1 << 20])).OfType<Fragment>().ToList();

        Assert.Equal([4_000_000_000, 4_000_000_000], slow.Select(fragment => fragment.DurationNs));
        Assert.Equal([true, false], slow.Select(fragment => fragment.StartsWithKeyFrame));
        Assert.Equal([8, 8], big.Select(fragment => fragment.FrameCount));
    }

    [Fact]
    public void New_parameter_sets_end_a_fragment_and_begin_another_initialisation_section()
    {
        var cutter = NewCutter();
        cutter.Add(new AccessUnit(0, 0, true), [1]);

        Assert.Null(cutter.Configure(Track with { Configuration = [.. Track.Configuration] }, 100_000_000));
        var before = cutter.Configure(Track with { Width = 1280 }, 100_000_000);
        cutter.Add(new AccessUnit(100_000_000, 100_000_000, true), [2]);
        var after = cutter.Finish(100_000_000);

        Assert.Equal((640, 100_000_000), (before!.Width, before.DurationNs));
        Assert.Equal((1280, 1), (after!.Width, after.Index));
        Assert.False(before.Bytes[..before.InitBytes].Span.SequenceEqual(after.Bytes[..after.InitBytes].Span));
    }

    [Fact]
    public void Decode_times_that_a_source_does_not_give_grow_and_follow_its_clock()
    {
        var times = new DecodeTimes();
        const long Frame = 40_000_000;
        long[] shown = [0, 3, 1, 2, 6, 4, 5, 50, 53, 51, 52]; // a loss before the second key frame
        var decoded = shown.Select((place, i) => times.Next(null, place * Frame, Frame, i is 0 or 7)).ToList();

        Assert.Equal(decoded.Order(), decoded);
        Assert.Equal([0, Frame, 2 * Frame, 3 * Frame, 4 * Frame, 5 * Frame, 6 * Frame, 50 * Frame, 51 * Frame, 52 * Frame, 53 * Frame], decoded);
    }

    private static FragmentCutter NewCutter()
    {
        var cutter = new FragmentCutter(TimeSpan.FromSeconds(1), running => running);
        cutter.Configure(Track, 0);
        return cutter;
    }
}
