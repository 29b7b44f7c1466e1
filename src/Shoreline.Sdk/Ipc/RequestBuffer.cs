using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Shoreline.Sdk.Ipc;

/// <summary>Room for the payload of a request, used again and again.</summary>
internal sealed class RequestBuffer : IDisposable
{
    private const int KeptBytes = 1 << 20; // one that once held more is not kept

    private readonly ArrayBufferWriter<byte> _bytes = new(512);

    public RequestBuffer() => Json = new Utf8JsonWriter(_bytes, new JsonWriterOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // programs read it; it is never put into a web page as it is
        SkipValidation = true,
    });

    public Utf8JsonWriter Json { get; }

    /// <summary>What was written since <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written
    {
        get
        {
            Json.Flush();
            return _bytes.WrittenSpan;
        }
    }

    /// <summary>Whether it is small enough to be kept for the next request.</summary>
    public bool IsSmall => _bytes.Capacity <= KeptBytes;

    public void Clear()
    {
        _bytes.ResetWrittenCount();
        Json.Reset();
    }

    public void Dispose() => Json.Dispose();
}
