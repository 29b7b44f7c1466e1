namespace Shoreline.Media.Scenes;

/// <summary>Where the things of the line are. Points are in the picture's height, x from its middle, and in the middle of the thing.</summary>
internal static class LineThing
{
    /// <summary>How much higher a part is than the base that it lies on.</summary>
    public const double PartOnBase = 0.023;

    private static readonly (double X, double Y) BaseSize = (0.11, 0.032), PartSize = (0.064, 0.026), DriverSize = (0.034, 0.14), PieceSize = (0.11, 0.052);

    public static (double X, double Y) BaseInFixture => (0, 0.775);

    public static (double X, double Y) PartInFixture => (0, 0.752);

    public static (double X, double Y) PieceOnBench => (0.2, 0.83);

    public static (double X, double Y) DriverAtRest => (0.3, 0.76);

    public static (double X, double Y) InTray(int piece) => (0.52 + (piece * 0.042), 0.76);

    public static (double X, double Y) HeldBase(WorkerAt worker) => (worker.LeftHand.X, worker.LeftHand.Y + 0.02);

    public static (double X, double Y) HeldPart(WorkerAt worker) => (worker.LeftHand.X, worker.LeftHand.Y + 0.015);

    public static (double X, double Y) HeldDriver(WorkerAt worker) => worker.RightHand;

    /// <summary>Middle of the base of a piece in both hands, or in the one that puts it away.</summary>
    public static (double X, double Y) HeldPiece(WorkerAt worker) =>
        (worker.Has(LineThings.PutsAway) ? worker.RightHand.X : (worker.LeftHand.X + worker.RightHand.X) / 2, worker.RightHand.Y);

    /// <summary>Everything that is drawn.</summary>
    public static List<SceneThing> All(WorkerAt worker, double aspect)
    {
        var things = new List<SceneThing>();
        void Add(string name, (double X, double Y) at, (double X, double Y) size) =>
            things.Add(new SceneThing(name, new SceneBox(0.5 + ((at.X - (size.X / 2)) / aspect), at.Y - (size.Y / 2), size.X / aspect, size.Y)));
        if (worker.Has(LineThings.BaseInFixture)) Add("base", BaseInFixture, BaseSize);
        if (worker.Has(LineThings.PartInFixture)) Add("part", PartInFixture, PartSize);
        Add("driver", worker.Has(LineThings.HoldsDriver) ? HeldDriver(worker) : DriverAtRest, DriverSize);
        for (var piece = 0; piece < worker.InTray; piece++) Add("base", InTray(piece), BaseSize);
        if (worker.Has(LineThings.HoldsBase)) Add("base", HeldBase(worker), BaseSize);
        if (worker.Has(LineThings.HoldsPart)) Add("part", HeldPart(worker), PartSize);
        if (worker.Has(LineThings.HoldsPiece)) Add("piece", MiddleOf(HeldPiece(worker)), PieceSize);
        if (worker.Has(LineThings.PieceOnBench)) Add("piece", MiddleOf(PieceOnBench), PieceSize);
        return things;
    }

    private static (double X, double Y) MiddleOf((double X, double Y) piece) => (piece.X, piece.Y - (PartOnBase / 2));
}
