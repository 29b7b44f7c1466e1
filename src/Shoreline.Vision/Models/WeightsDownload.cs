using System.Net;
using System.Security.Cryptography;

namespace Shoreline.Vision.Models;

/// <summary>How far a download is.</summary>
/// <param name="TotalBytes">Null where neither the manifest nor the server says.</param>
public readonly record struct DownloadProgress(string Model, Uri From, long ReceivedBytes, long? TotalBytes);

/// <summary>One address did not serve the weights.</summary>
internal sealed class DownloadFailedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Fetches weights from one address after another.</summary>
internal sealed class WeightsDownload : IDisposable
{
    private const int BufferBytes = 128 << 10;
    private const long MaxBytes = 4L << 30; // a manifest without a size must not let a server fill the disk

    private readonly ModelManifest _manifest;
    private readonly HttpClient _client;

    public WeightsDownload(ModelManifest manifest, HttpMessageHandler? http)
    {
        _manifest = manifest;
        _client = http is null
            ? new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5), AutomaticDecompression = DecompressionMethods.All })
            : new HttpClient(http, disposeHandler: false);
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("shoreline/0.1");
        _client.Timeout = TimeSpan.FromMinutes(10);
    }

    /// <exception cref="DownloadFailedException">The address did not serve the file with the digest; nothing is left behind.</exception>
    public async Task FetchAsync(Uri url, string path, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var temporary = $"{path}.{Environment.ProcessId}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var digest = await ReceiveAsync(url, temporary, progress, cancellationToken);
            if (digest != _manifest.Weights.Sha256)
            {
                throw new DownloadFailedException($"{url} serves a file with the sha256 {digest}");
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException)
        {
            throw new DownloadFailedException($"{url}: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DownloadFailedException($"{url}: no answer in time", e);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<string> ReceiveAsync(Uri url, string temporary, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        using var response = await _client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        var total = _manifest.Weights.Bytes ?? response.Content.Headers.ContentLength;
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        long received = 0;
        while (await body.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            received += read;
            if (received > (_manifest.Weights.Bytes ?? MaxBytes))
            {
                throw new DownloadFailedException($"{url} serves more than the {_manifest.Weights.Bytes ?? MaxBytes:N0} bytes expected");
            }
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            progress?.Report(new DownloadProgress(_manifest.Name, url, received, total));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
