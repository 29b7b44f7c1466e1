using System.Runtime.InteropServices;
using Shoreline.Core.Native;

namespace Shoreline.Testing.Rtsp;

/// <summary>Imports of libgstrtspserver 1.22 and what it needs of GLib. The process owns everything until it ends, so nothing is freed.</summary>
internal static partial class RtspNative
{
    private const string Server = "gstrtspserver-1.0", Gst = "gstreamer-1.0", GLib = "glib-2.0";

    /// <summary>GstRTSPAuthMethod (gstrtspdefs.h).</summary>
    public const int AuthBasic = 1, AuthDigest = 2;

    static RtspNative() => NativeLibraries.Register(typeof(RtspNative).Assembly);

    [LibraryImport(Gst, EntryPoint = "gst_init")]
    internal static partial void Init(nint argc, nint argv);
    [LibraryImport(GLib, EntryPoint = "g_main_loop_new")]
    internal static partial nint MainLoopNew(nint context, int isRunning);
    [LibraryImport(GLib, EntryPoint = "g_main_loop_run")]
    internal static partial void MainLoopRun(nint loop);
    [LibraryImport(GLib, EntryPoint = "g_main_loop_quit")]
    internal static partial void MainLoopQuit(nint loop);

    [LibraryImport(Server, EntryPoint = "gst_rtsp_server_new")]
    internal static partial nint ServerNew();
    [LibraryImport(Server, EntryPoint = "gst_rtsp_server_set_address", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetAddress(nint server, string address);
    [LibraryImport(Server, EntryPoint = "gst_rtsp_server_set_service", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetService(nint server, string port);
    [LibraryImport(Server, EntryPoint = "gst_rtsp_server_get_mount_points")]
    internal static partial nint GetMountPoints(nint server);
    [LibraryImport(Server, EntryPoint = "gst_rtsp_server_set_auth")]
    internal static partial void SetAuth(nint server, nint auth);
    /// <returns>0 where the port is taken.</returns>
    [LibraryImport(Server, EntryPoint = "gst_rtsp_server_attach")]
    internal static partial uint Attach(nint server, nint context);
    [LibraryImport(Server, EntryPoint = "gst_rtsp_mount_points_add_factory", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void AddFactory(nint mounts, string path, nint factory);

    [LibraryImport(Server, EntryPoint = "gst_rtsp_media_factory_new")]
    internal static partial nint FactoryNew();
    [LibraryImport(Server, EntryPoint = "gst_rtsp_media_factory_set_launch", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetLaunch(nint factory, string description);
    [LibraryImport(Server, EntryPoint = "gst_rtsp_media_factory_set_permissions")]
    internal static partial void SetPermissions(nint factory, nint permissions);

    [LibraryImport(Server, EntryPoint = "gst_rtsp_permissions_new")]
    internal static partial nint PermissionsNew();
    [LibraryImport(Server, EntryPoint = "gst_rtsp_permissions_add_role_empty", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void AddRole(nint permissions, string role);
    [LibraryImport(Server, EntryPoint = "gst_rtsp_permissions_add_permission_for_role", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void AddPermission(nint permissions, string role, string permission, int allowed);
    [LibraryImport(Server, EntryPoint = "gst_rtsp_token_new_empty")]
    internal static partial nint TokenNew();
    [LibraryImport(Server, EntryPoint = "gst_rtsp_token_set_string", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void TokenSet(nint token, string field, string value);

    [LibraryImport(Server, EntryPoint = "gst_rtsp_auth_new")]
    internal static partial nint AuthNew();
    [LibraryImport(Server, EntryPoint = "gst_rtsp_auth_set_supported_methods")]
    internal static partial void SetMethods(nint auth, int methods);
    [LibraryImport(Server, EntryPoint = "gst_rtsp_auth_make_basic", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint MakeBasic(string user, string password);
    [LibraryImport(Server, EntryPoint = "gst_rtsp_auth_add_basic")]
    internal static partial void AddBasic(nint auth, nint basic, nint token);
    [LibraryImport(Server, EntryPoint = "gst_rtsp_auth_add_digest", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void AddDigest(nint auth, string user, string password, nint token);
}
