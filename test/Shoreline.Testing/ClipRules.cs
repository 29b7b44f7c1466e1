namespace Shoreline.Testing;

/// <summary>Rules for clips of the test assets, whose events people have seen.</summary>
public static class ClipRules
{
    /// <summary>The worker of <c>worker-zone.mp4</c>: both ends of the marked floor, and a line across it.</summary>
    public const string Aisle = """
        size: 480x270
        zones:
          near: [[200, 260], [330, 260], [330, 270], [200, 270]]
          far: [[80, 200], [160, 200], [160, 232], [80, 232]]
        lines:
          aisle: { from: [80, 240], to: [260, 240], left: far side, right: near side }
        rules:
          - { name: near, label: person, zone: near }
          - { name: far, label: person, zone: far, dwell: 3s, clear: 0s }
          - { name: aisle, label: person, line: aisle }
        """;
}
