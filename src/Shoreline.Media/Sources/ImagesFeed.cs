using Shoreline.Media.Native.Gst;

namespace Shoreline.Media;

/// <summary>Pushes the files of an <see cref="ImagesSource"/>, still encoded, one after the other.</summary>
internal sealed class ImagesFeed : IFeed
{
    private readonly ImagesSource _source;
    private readonly IReadOnlyList<string> _files;

    public ImagesFeed(ImagesSource source)
    {
        _source = source;
        _files = source.Files();
        var kind = ImagesSource.MediaType(_files[0]);
        Caps = $"{kind}{(kind == "image/jpeg" && JpegHeader.IsGrey(Read(_files[0])) ? ",colorspace=gray" : "")},framerate={source.Fps}/1";
    }

    public string Caps { get; }

    public void Run(GstElement source)
    {
        var durationNs = 1_000_000_000L / _source.Fps;
        for (long index = 0; _source.Loop || index < _files.Count; index++)
        {
            var picture = Read(_files[(int)(index % _files.Count)]);
            if (!AppSource.Push(source, picture, index * 1_000_000_000L / _source.Fps, durationNs)) return;
        }
        AppSource.End(source);
    }

    private static byte[] Read(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SourceException(SourceFault.Unavailable, $"{file}: cannot be read ({e.Message}).", inner: e);
        }
    }
}
