using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.ExceptionServices;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Tests.World;

/// <summary>Puts a <see cref="Fuse"/> around a port, whatever methods it has.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "The runtime derives from it.")]
internal class Fused : DispatchProxy
{
    // Reading the store leaves no trace: dying around it is dying around the commit before it.
    private static readonly string[] StoreReads =
    [
        "Load",
        "Find",
        "Get",
        "Count",
        "Unfinished",
        "Conflicts",
        "History",
        "WriteBefore",
        "Runs",
        "RunPage",
        "LastWrites",
        "NextDue",
        "List",
        "OfSubjects",
        "Peek",
        "Links",
    ];

    private static readonly MethodInfo ValuedAsync = typeof(Fused).GetMethod(
        nameof(WatchValueAsync),
        BindingFlags.NonPublic | BindingFlags.Instance
    )!;

    private object _inner = null!;
    private Fuse _fuse = null!;
    private bool _isStore;

    public static TPort Around<TPort>(TPort inner, Fuse fuse)
        where TPort : class
    {
        var proxy = Create<TPort, Fused>();
        var fused = (Fused)(object)proxy;
        (fused._inner, fused._fuse) = (inner, fuse);
        fused._isStore = inner is IMemory or IInbox;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _fuse.Require();
        object? result;
        try
        {
            result = targetMethod!.Invoke(_inner, args);
        }
        catch (TargetInvocationException wrapped)
        {
            ExceptionDispatchInfo.Throw(wrapped.InnerException!);
            throw;
        }
        if (result is not Task task || (_isStore && StoreReads.Any(targetMethod.Name.StartsWith)))
            return result;
        var what = What(targetMethod.Name, args!);
        return targetMethod.ReturnType == typeof(Task)
            ? WatchAsync(task, what)
            : ValuedAsync
                .MakeGenericMethod(targetMethod.ReturnType.GenericTypeArguments)
                .Invoke(this, [task, what]);
    }

    private async Task WatchAsync(Task task, string what)
    {
        await task;
        _fuse.Pass(what);
    }

    private async Task<T> WatchValueAsync<T>(Task<T> task, string what)
    {
        var value = await task;
        _fuse.Pass(what);
        return value;
    }

    private string What(string method, object?[] args)
    {
        var name = method.Replace("Async", "", StringComparison.Ordinal);
        var detail = args.FirstOrDefault() switch
        {
            Core.Wire.StripeRequest request => "POST " + request.Path,
            MemoryChange change => Names(change),
            NewDelivery delivery => $"{delivery.Type} {delivery.Subject}",
            string text => text,
            FamilyLease lease => lease.Family,
            IReadOnlyList<string> ids => string.Join(' ', ids),
            IReadOnlyList<Core.Wire.SanityMutation> mutations => string.Join(
                ' ',
                mutations.Select(mutation => $"{mutation.GetType().Name} {mutation.DocumentId}")
            ),
            _ => "",
        };
        return $"{(_isStore ? "commit" : "call")} {name} {detail}".TrimEnd();
    }

    private static string Names(MemoryChange change) =>
        string.Join(
            ' ',
            typeof(MemoryChange)
                .GetProperties()
                .Where(property => property.GetValue(change) is System.Collections.ICollection { Count: > 0 })
                .Select(property => property.Name)
        );
}
