namespace Shoreline.Testing.Rtsp;

/// <summary>Lets one user in.</summary>
internal static class Access
{
    private const string Role = "viewer";

    public static void Restrict(nint server, nint factory, string user, string password, bool digest)
    {
        var permissions = RtspNative.PermissionsNew();
        RtspNative.AddRole(permissions, Role);
        RtspNative.AddPermission(permissions, Role, "media.factory.access", 1);
        RtspNative.AddPermission(permissions, Role, "media.factory.construct", 1);
        RtspNative.SetPermissions(factory, permissions);

        var token = RtspNative.TokenNew();
        RtspNative.TokenSet(token, "media.factory.role", Role);
        var auth = RtspNative.AuthNew();
        RtspNative.SetMethods(auth, digest ? RtspNative.AuthDigest : RtspNative.AuthBasic);
        if (digest) RtspNative.AddDigest(auth, user, password, token);
        else RtspNative.AddBasic(auth, RtspNative.MakeBasic(user, password), token);
        RtspNative.SetAuth(server, auth);
    }
}
