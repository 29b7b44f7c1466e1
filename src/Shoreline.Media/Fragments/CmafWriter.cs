namespace Shoreline.Media.Fragments;

/// <summary>Writes the two sections of a fragment. Layout: docs/formats/fragment.md.</summary>
internal static class CmafWriter
{
    /// <summary>Ticks a second.</summary>
    public const int Timescale = 90_000;

    private const uint TrackId = 1;
    private const uint KeyFrameFlags = 0x0200_0000; // sample_depends_on = 2: on no other
    private const uint OtherFlags = 0x0101_0000; // sample_depends_on = 1, sample_is_non_sync_sample
    private const uint TrunFields = 0x000F01; // data offset; duration, size, flags, composition offset of each sample
    private const uint BaseIsMoof = 0x020000;

    /// <summary>Nearest tick of a running time.</summary>
    public static long Ticks(long ns) => (long)Math.Round(ns * (decimal)Timescale / 1_000_000_000m, MidpointRounding.AwayFromZero);

    /// <summary>Appends <c>ftyp</c> and <c>moov</c>.</summary>
    public static void WriteInit(BoxWriter boxes, VideoTrack track)
    {
        var ftyp = boxes.Begin("ftyp"u8);
        boxes.Bytes("iso6"u8);
        boxes.U32(0);
        boxes.Bytes("iso6cmfcmp41"u8);
        boxes.End(ftyp);

        var moov = boxes.Begin("moov"u8);
        WriteMovieHeader(boxes);
        var trak = boxes.Begin("trak"u8);
        WriteTrackHeader(boxes, track);
        WriteMedia(boxes, track);
        boxes.End(trak);
        var mvex = boxes.Begin("mvex"u8);
        var trex = boxes.BeginFull("trex"u8, 0, 0);
        boxes.U32(TrackId);
        boxes.U32(1); // sample description
        boxes.Zeros(12); // default duration, size, flags: each trun gives its own
        boxes.End(trex);
        boxes.End(mvex);
        boxes.End(moov);
    }

    /// <summary>Appends <c>moof</c> and <c>mdat</c>.</summary>
    /// <param name="sequence">From 1.</param>
    /// <param name="samples">At least one, in order of decoding.</param>
    /// <param name="endTicks">Decode time of what follows the last sample.</param>
    /// <param name="data">The samples, one after the other.</param>
    public static void WriteMedia(BoxWriter boxes, uint sequence, ReadOnlySpan<Sample> samples, long endTicks, ReadOnlySpan<byte> data)
    {
        var start = boxes.Length;
        var moof = boxes.Begin("moof"u8);
        var mfhd = boxes.BeginFull("mfhd"u8, 0, 0);
        boxes.U32(sequence);
        boxes.End(mfhd);
        var traf = boxes.Begin("traf"u8);
        var tfhd = boxes.BeginFull("tfhd"u8, 0, BaseIsMoof);
        boxes.U32(TrackId);
        boxes.End(tfhd);
        var tfdt = boxes.BeginFull("tfdt"u8, 1, 0);
        boxes.U64((ulong)samples[0].DtsTicks);
        boxes.End(tfdt);
        var offsetAt = WriteRun(boxes, samples, endTicks);
        boxes.End(traf);
        boxes.End(moof);
        boxes.PatchU32(offsetAt, (uint)(boxes.Length - start + 8)); // to the bytes after mdat's header
        var mdat = boxes.Begin("mdat"u8);
        boxes.Bytes(data);
        boxes.End(mdat);
    }

    /// <returns>Where the data offset stands, to be filled in.</returns>
    private static int WriteRun(BoxWriter boxes, ReadOnlySpan<Sample> samples, long endTicks)
    {
        var trun = boxes.BeginFull("trun"u8, 1, TrunFields);
        boxes.U32((uint)samples.Length);
        var offsetAt = boxes.Length;
        boxes.U32(0);
        for (var i = 0; i < samples.Length; i++)
        {
            ref readonly var sample = ref samples[i];
            var next = i + 1 < samples.Length ? samples[i + 1].DtsTicks : endTicks;
            boxes.U32((uint)(next - sample.DtsTicks));
            boxes.U32((uint)sample.Bytes);
            boxes.U32(sample.IsKeyFrame ? KeyFrameFlags : OtherFlags);
            boxes.I32((int)(sample.PtsTicks - sample.DtsTicks));
        }
        boxes.End(trun);
        return offsetAt;
    }

    private static void WriteMovieHeader(BoxWriter boxes)
    {
        var mvhd = boxes.BeginFull("mvhd"u8, 0, 0);
        boxes.Zeros(8); // creation and modification time: none, so that equal streams give equal bytes
        boxes.U32(Timescale);
        boxes.U32(0); // duration: in the fragments
        boxes.U32(0x00010000); // rate 1.0
        boxes.U16(0x0100); // volume 1.0
        boxes.Zeros(10);
        WriteUnityMatrix(boxes);
        boxes.Zeros(24);
        boxes.U32(TrackId + 1); // next track
        boxes.End(mvhd);
    }

    private static void WriteTrackHeader(BoxWriter boxes, VideoTrack track)
    {
        var tkhd = boxes.BeginFull("tkhd"u8, 0, 0x000003); // enabled, in movie
        boxes.Zeros(8);
        boxes.U32(TrackId);
        boxes.Zeros(4);
        boxes.U32(0); // duration
        boxes.Zeros(8 + 8); // reserved; layer, group, volume, reserved
        WriteUnityMatrix(boxes);
        boxes.U32((uint)((long)track.Width * track.PixelWidth / track.PixelHeight) << 16);
        boxes.U32((uint)track.Height << 16);
        boxes.End(tkhd);
    }

    private static void WriteMedia(BoxWriter boxes, VideoTrack track)
    {
        var mdia = boxes.Begin("mdia"u8);
        var mdhd = boxes.BeginFull("mdhd"u8, 0, 0);
        boxes.Zeros(8);
        boxes.U32(Timescale);
        boxes.U32(0); // duration
        boxes.U16(0x55C4); // language: und
        boxes.U16(0);
        boxes.End(mdhd);
        var hdlr = boxes.BeginFull("hdlr"u8, 0, 0);
        boxes.U32(0);
        boxes.Bytes("vide"u8);
        boxes.Zeros(12);
        boxes.Bytes("video\0"u8);
        boxes.End(hdlr);
        var minf = boxes.Begin("minf"u8);
        var vmhd = boxes.BeginFull("vmhd"u8, 0, 1);
        boxes.Zeros(8);
        boxes.End(vmhd);
        var dinf = boxes.Begin("dinf"u8);
        var dref = boxes.BeginFull("dref"u8, 0, 0);
        boxes.U32(1);
        boxes.End(boxes.BeginFull("url "u8, 0, 1)); // in this file
        boxes.End(dref);
        boxes.End(dinf);
        WriteSampleTable(boxes, track);
        boxes.End(minf);
        boxes.End(mdia);
    }

    private static void WriteSampleTable(BoxWriter boxes, VideoTrack track)
    {
        var stbl = boxes.Begin("stbl"u8);
        var stsd = boxes.BeginFull("stsd"u8, 0, 0);
        boxes.U32(1);
        var avc1 = boxes.Begin("avc1"u8);
        boxes.Zeros(6);
        boxes.U16(1); // data reference
        boxes.Zeros(16);
        boxes.U16((ushort)track.Width);
        boxes.U16((ushort)track.Height);
        boxes.U32(0x00480000); // 72 dpi, as everybody writes
        boxes.U32(0x00480000);
        boxes.U32(0);
        boxes.U16(1); // frames per sample
        boxes.Zeros(32); // compressor name
        boxes.U16(0x0018); // depth
        boxes.U16(0xFFFF);
        var avcc = boxes.Begin("avcC"u8);
        boxes.Bytes(track.Configuration);
        boxes.End(avcc);
        if (track.PixelWidth != track.PixelHeight)
        {
            var pasp = boxes.Begin("pasp"u8);
            boxes.U32((uint)track.PixelWidth);
            boxes.U32((uint)track.PixelHeight);
            boxes.End(pasp);
        }
        boxes.End(avc1);
        boxes.End(stsd);
        WriteEmpty(boxes, "stts"u8, 4);
        WriteEmpty(boxes, "stsc"u8, 4);
        WriteEmpty(boxes, "stsz"u8, 8);
        WriteEmpty(boxes, "stco"u8, 4);
        boxes.End(stbl);
    }

    private static void WriteEmpty(BoxWriter boxes, ReadOnlySpan<byte> type, int zeros)
    {
        var box = boxes.BeginFull(type, 0, 0);
        boxes.Zeros(zeros);
        boxes.End(box);
    }

    private static void WriteUnityMatrix(BoxWriter boxes)
    {
        ReadOnlySpan<uint> matrix = [0x00010000, 0, 0, 0, 0x00010000, 0, 0, 0, 0x40000000];
        foreach (var value in matrix) boxes.U32(value);
    }
}
