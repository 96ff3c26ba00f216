using Microsoft.Extensions.DependencyInjection;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Tests.World;

/// <summary>
/// Stands between the bridge and everything that outlives its process: both platforms and the store. It counts the calls and
/// commits, and lets the process die in the moment after any of them, which is also the moment before the next.
/// </summary>
internal sealed class Fuse
{
    private readonly Lock _lock = new();
    private List<string> _passed = [];
    private int? _dieAfter;
    private bool _isBlown;

    /// <summary>Whether the process is dead: nothing of it reaches the platforms or the store any more.</summary>
    public bool IsBlown
    {
        get
        {
            lock (_lock)
                return _isBlown;
        }
    }

    /// <summary>The calls and commits since the count began, in their order.</summary>
    public IReadOnlyList<string> Passed
    {
        get
        {
            lock (_lock)
                return [.. _passed];
        }
    }

    /// <summary>Counts from here; the process dies when so many calls and commits have taken effect. Null: it lives.</summary>
    public void Count(int? dieAfter = null)
    {
        lock (_lock)
        {
            _passed = [];
            _dieAfter = dieAfter;
            _isBlown = dieAfter == 0;
        }
    }

    /// <summary>Another process begins.</summary>
    public void Mend()
    {
        lock (_lock)
        {
            _dieAfter = null;
            _isBlown = false;
        }
    }

    /// <summary>Before any access: a dead process makes none.</summary>
    public void Require()
    {
        lock (_lock)
            if (_isBlown)
                throw new ProcessDiedException();
    }

    /// <summary>A call or commit has taken effect; dying now, the process never learns of it.</summary>
    public void Pass(string what)
    {
        lock (_lock)
        {
            if (_isBlown)
                throw new ProcessDiedException();
            _passed.Add(what);
            if (_passed.Count != _dieAfter)
                return;
            _isBlown = true;
            throw new ProcessDiedException();
        }
    }

    public void PutIn(IServiceCollection services)
    {
        PutIn<IStripeSide>(services);
        PutIn<ISanitySide>(services);
        PutIn<IMemory>(services);
        PutIn<IInbox>(services);
    }

    private void PutIn<TPort>(IServiceCollection services)
        where TPort : class
    {
        var inner = services.Last(service => service.ServiceType == typeof(TPort));
        services.Remove(inner);
        services.AddSingleton(provider => Fused.Around((TPort)Make(inner, provider), this));
    }

    private static object Make(ServiceDescriptor inner, IServiceProvider provider) =>
        inner.ImplementationInstance
        ?? inner.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!);
}

/// <summary>The bridge's process is gone. It counts as cancelled, because no code of the process may deal with it.</summary>
internal sealed class ProcessDiedException() : OperationCanceledException("the process died");
