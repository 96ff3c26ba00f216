using FsCheck;

namespace SanityStripeBridge.Core.Tests.Laws;

/// <summary>
/// How often a law is tried. Mutation testing runs every test again for each planted fault, hundreds of times: it sets
/// <c>LAWS=short</c>, and a law that needs seconds is then tried a tenth as often.
/// </summary>
internal static class Cases
{
    private static readonly bool Short = Environment.GetEnvironmentVariable("LAWS") == "short";

    public static Config Of(int cases) =>
        Config.QuickThrowOnFailure.WithMaxTest(Short ? Math.Max(1, cases / 10) : cases);
}
