using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace SanityStripeBridge.Cli.Demo;

/// <summary>Where the demo's bridge lives: its address, its store in a temporary folder that is this person's alone, and its settings.</summary>
internal sealed class DemoPlace : IDisposable
{
    public const string StripeKey = "sk_test_sandbox";
    public const string SanityToken = "sk-editor";
    public const string ManageToken = "sk-manage";
    public const string Project = "demoproj";
    public const string Dataset = "production";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-demo-");

    public Uri Bridge { get; } = new($"http://127.0.0.1:{FreePort()}");

    public string StripeSecret { get; } = "whsec_" + Secret();

    public string SanitySecret { get; } = Secret();

    /// <summary>Opens the admin API of this demo.</summary>
    public string AdminToken { get; } = Secret();

    /// <summary>Where the store is; with <see cref="WriteSettings"/> every verb that is started here speaks with the demo's bridge.</summary>
    public string Folder => _folder.FullName;

    /// <summary>The settings under their published names, as a person would set them in the environment.</summary>
    public IReadOnlyDictionary<string, string> Settings(Uri stripe, Uri sanity) =>
        new Dictionary<string, string>
        {
            ["STRIPE_SECRET_KEY"] = StripeKey,
            ["STRIPE_API_BASE"] = stripe.GetLeftPart(UriPartial.Authority),
            ["STRIPE_WEBHOOK_SECRET"] = StripeSecret,
            ["SANITY_PROJECT_ID"] = Project,
            ["SANITY_DATASET"] = Dataset,
            ["SANITY_API_TOKEN"] = SanityToken,
            ["SANITY_API_BASE"] = sanity.GetLeftPart(UriPartial.Authority),
            ["SANITY_WEBHOOK_SECRET"] = SanitySecret,
            ["BRIDGE_STORE"] = "sqlite:" + Path.Combine(_folder.FullName, "bridge.db"),
            ["BRIDGE_INSTANCE"] = "demo",
            ["BRIDGE_ADMIN_TOKEN"] = AdminToken,
            ["SANITY_MANAGE_TOKEN"] = ManageToken,
        };

    /// <summary>Puts the settings into the folder, where a verb looks for them.</summary>
    public void WriteSettings(Uri stripe, Uri sanity) =>
        File.WriteAllLines(
            Path.Combine(Folder, ".env"),
            Settings(stripe, sanity).Select(entry => $"{entry.Key}={entry.Value}")
        );

    public void Dispose() => _folder.Delete(recursive: true);

    // The port must be known before the bridge listens, since it stays the same when the bridge is killed and started anew.
    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    private static string Secret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
}
