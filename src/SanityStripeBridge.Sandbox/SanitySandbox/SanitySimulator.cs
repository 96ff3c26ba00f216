using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Sandbox.SanitySandbox.Assets;
using SanityStripeBridge.Sandbox.SanitySandbox.Hooks;
using SanityStripeBridge.Sandbox.SanitySandbox.Http;
using SanityStripeBridge.Sandbox.SanitySandbox.Lake;
using SanityStripeBridge.Sandbox.SanitySandbox.Listening;
using SanityStripeBridge.Sandbox.SanitySandbox.Studio;

namespace SanityStripeBridge.Sandbox.SanitySandbox;

/// <summary>One Sanity project on loopback: lake, webhooks and an editor at the Studio.</summary>
public sealed class SanitySimulator : ISandbox, IAsyncDisposable
{
    private readonly Dictionary<string, Dataset> _datasets;
    private SandboxHost? _host;

    private SanitySimulator(SanitySimulatorOptions options)
    {
        Options = options;
        Clock = new SandboxClock(options.Clock);
        Deliveries = new DeliveryQueue(Clock);
        Ids = new IdSource(options.Seed);
        Hooks = new HookRegister(options.ProjectId, Ids, Clock, Deliveries);
        Assets = new AssetShelf(options.ProjectId, () => Address, Clock);
        _datasets = options.Datasets.ToDictionary(name => name, NewDataset, StringComparer.Ordinal);
        Studio = new StudioUser(Dataset, Clock);
    }

    public SanitySimulatorOptions Options { get; }

    /// <summary>The base of the API, up to but excluding <c>/v…</c>.</summary>
    public Uri Address => _host!.Address;

    /// <summary>The same API over TLS; null unless a port was asked for.</summary>
    public Uri? StudioAddress => _host!.TlsAddress;

    public SandboxClock Clock { get; }

    public FaultPlan Faults { get; } = new();

    public RequestLog Requests { get; } = new();

    public DeliveryQueue Deliveries { get; }

    /// <summary>The first dataset.</summary>
    public Dataset Dataset => _datasets[Options.Datasets[0]];

    /// <summary>An editor working in the first dataset.</summary>
    public StudioUser Studio { get; }

    internal IdSource Ids { get; }

    internal HookRegister Hooks { get; }

    internal Listeners Listeners { get; } = new();

    internal AssetShelf Assets { get; }

    public static async Task<SanitySimulator> StartAsync(
        SanitySimulatorOptions options,
        CancellationToken cancel
    )
    {
        var simulator = new SanitySimulator(options);
        var routes = new SanityRoutes(simulator);
        simulator._host = await SandboxHost.StartAsync(
            simulator,
            options.Port,
            SanityRoutes.IsRead,
            routes.Map,
            cancel,
            options.StudioPort
        );
        return simulator;
    }

    /// <exception cref="LakeException">404.</exception>
    public Dataset FindDataset(string name) =>
        _datasets.TryGetValue(name, out var dataset)
            ? dataset
            : throw LakeErrors.Gateway(404, "Not Found", "Dataset not found");

    /// <summary>An editor puts an image into the first dataset; the asset's id.</summary>
    public string UploadImage(byte[] bytes) =>
        Assets.Upload(Dataset, bytes, null, "pHumanEditor1")["_id"]!.GetValue<string>();

    public void Reset()
    {
        foreach (var dataset in _datasets.Values)
            dataset.Clear();
        Hooks.Clear();
        Listeners.Cut();
        Assets.Clear();
        Deliveries.Reset();
        Faults.Clear();
        Requests.Clear();
    }

    public async Task<JsonElement> ActAsync(JsonElement request, CancellationToken cancel)
    {
        if (JsonObject.Create(request) is not { } act)
            throw new RefusedException("An action is a JSON object.");
        var user = act["dataset"] is JsonValue name
            ? new StudioUser(FindDataset(name.GetValue<string>()), Clock)
            : Studio;
        var done = await StudioActs.PerformAsync(user, act);
        return Element(
            new JsonObject
            {
                ["transactionId"] = done.Id,
                ["documents"] = Json.Array(done.Changes.Select(change => change.After?.DeepClone())),
            }
        );
    }

    public JsonElement State() =>
        Element(
            new JsonObject
            {
                ["projectId"] = Options.ProjectId,
                ["datasets"] = new JsonObject(
                    _datasets.Select(entry =>
                        KeyValuePair.Create<string, JsonNode?>(
                            entry.Key,
                            new JsonObject
                            {
                                ["documents"] = Json.Array(entry.Value.Documents),
                                ["transactions"] = entry.Value.Transactions.Count,
                            }
                        )
                    )
                ),
                ["hooks"] = Json.Array(Hooks.All.Select(hook => hook.Json.DeepClone())),
            }
        );

    public JsonElement RegisterWebhook(JsonElement request)
    {
        try
        {
            var body =
                JsonObject.Create(request) ?? throw new RefusedException("A webhook is a JSON object.");
            return RegisterWebhook(body);
        }
        catch (LakeException refused)
        {
            throw new RefusedException(refused.Message, refused.Status);
        }
    }

    public string ErrorBody(int status) => Json.Text(SanityErrors.Body(status));

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        await Deliveries.DisposeAsync();
    }

    /// <summary>The short form <c>{url, secret, filter, projection}</c> or the management API's own.</summary>
    private JsonElement RegisterWebhook(JsonObject body)
    {
        var full = body.DeepClone().AsObject();
        var rule = full["rule"]?.DeepClone().AsObject() ?? [];
        foreach (var part in new[] { "on", "filter", "projection" })
            if (full.Remove(part, out var value) && value is not null)
                rule[part] = value;
        full["rule"] = rule;
        full["name"] ??= "sandbox";
        full["dataset"] ??= Options.Datasets[0];
        return Element(Hooks.Create(full, "pSandbox").Json);
    }

    private Dataset NewDataset(string name) =>
        new(name, Clock, length => Ids.Next("", length), Committed)
        {
            AttributeLimit = Options.AttributeLimit,
            IndexLag = Options.IndexLag,
        };

    private void Committed(Dataset dataset, Transaction done, DateTimeOffset visibleAt)
    {
        Hooks.Announce(dataset, done);
        Listeners.Tell(dataset, done, visibleAt);
    }

    private static JsonElement Element(JsonNode node) => JsonSerializer.SerializeToElement(node);
}
