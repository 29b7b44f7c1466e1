using System.Text;
using System.Text.Json;
using Shoreline.Greengrass.Ipc.Model;
using Shoreline.Greengrass.Ipc.Rpc;

namespace Shoreline.Edge.Ipc.Connections;

/// <summary>Looks at a client's Connect (greengrass-ipc, 3.2).</summary>
internal static class Handshake
{
    private const int MaxTokenChars = 256; // ours have 16

    /// <param name="refusal">Why it is refused, for the log.</param>
    /// <returns>Null where it is refused.</returns>
    public static IpcCaller? Check(in RpcMessage connect, IIpcTokens tokens, out string? refusal)
    {
        refusal = null;
        if (!connect.Version.Span.SequenceEqual(RpcNames.ProtocolVersion))
        {
            refusal = connect.Version.IsEmpty ? "no protocol version" : "another protocol version than 0.1.0";
            return null;
        }
        string? token;
        try
        {
            token = IpcJson.Read(connect.Payload, IpcJson.Wire.ConnectPayload).AuthToken;
        }
        catch (JsonException)
        {
            refusal = "its payload is no JSON object with an authToken";
            return null;
        }
        if (string.IsNullOrEmpty(token) || token.Length > MaxTokenChars)
        {
            refusal = "no usable token";
            return null;
        }
        if (tokens.Find(Encoding.UTF8.GetBytes(token)) is { } name) return new IpcCaller(name);
        refusal = "a token that nobody has";
        return null;
    }
}
