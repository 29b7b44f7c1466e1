using System.Text;

namespace Shoreline.Edge.Runtime.Steps;

/// <summary>
/// Builds the variables of a step, lowest precedence first (greengrass-components, 3.2). What the runtime itself inherited lies below all
/// of them.
/// </summary>
internal static class StepEnvironment
{
    private const int SocketAddressBytes = 108; // sockaddr_un.sun_path
    private const string FromWorkFolder = "../../";
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <param name="home">Of the user that is switched to; null where none is.</param>
    /// <param name="recipe">Of the lifecycle and the step, in their order already.</param>
    public static Dictionary<string, string> Build(RuntimeValues values, string root, string token, string? home, IReadOnlyDictionary<string, string> recipe)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Environment.GetEnvironmentVariable("PATH") is null or "") variables["PATH"] = DefaultPath;
        if (home is not null) variables["HOME"] = home;
        else if (Environment.GetEnvironmentVariable("HOME") is null or "")
            variables["HOME"] = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        AddIdentity(variables, values, token);
        AddRuntime(variables, values, root);
        foreach (var (name, value) in recipe) variables[name] = value;
        return variables;
    }

    private static void AddIdentity(Dictionary<string, string> variables, RuntimeValues values, string token)
    {
        variables["SVCUID"] = token;
        variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = token;
        variables["GG_ROOT_CA_PATH"] = values.RootCaPath ?? "";
        if (values.ProxyUrl is { } proxy)
        {
            foreach (var name in (string[])["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]) variables[name] = proxy;
        }
        if (values.NoProxy is { } exceptions) variables["NO_PROXY"] = variables["no_proxy"] = exceptions;
    }

    private static void AddRuntime(Dictionary<string, string> variables, RuntimeValues values, string root)
    {
        variables["AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH"] = values.SocketPath;
        variables["AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH_FOR_COMPONENT"] =
            Encoding.UTF8.GetByteCount(values.SocketPath) < SocketAddressBytes
                ? values.SocketPath
                : FromWorkFolder + Path.GetRelativePath(root, values.SocketPath);
        variables["AWS_IOT_THING_NAME"] = values.ThingName;
        variables["GGC_VERSION"] = values.NucleusVersion;
        if (values.Region is { } region) variables["AWS_REGION"] = variables["AWS_DEFAULT_REGION"] = region;
        foreach (var (name, value) in values.More) variables[name] = value;
        if (values.CredentialsUri is { } uri) variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = uri.ToString();
    }
}
