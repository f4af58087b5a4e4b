// SPDX-License-Identifier: Apache-2.0
//
// The life of one step as srun sees it: ask for it, bring its shepherds together, pass input and output, and
// end with the code that its tasks deserve.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "launcher/srun/exit_report.hpp"
#include "launcher/srun/input.hpp"
#include "launcher/srun/interrupts.hpp"
#include "launcher/srun/output.hpp"
#include "launcher/srun/stage.hpp"
#include "launcher/srun/step_ticket.hpp"
#include "launcher/srun/terminal.hpp"

namespace sluice::srun {

class StepRun {
  public:
    StepRun(asio::any_io_executor executor, ControllerLine& controller, const ClusterConfig& config,
            const Order& order);

    /// Returns the exit code for srun.
    asio::awaitable<int> run(JobId job);
    /// A signal of the user's, any time during run().
    void on_signal(int signal);
    /// The terminal has another size.
    void on_resize();

  private:
    asio::awaitable<Result<void>> begin(JobId job);
    asio::awaitable<void> finished();
    [[nodiscard]] bool ends_with_job() const;
    asio::awaitable<void> end_with_script();
    StepSpec spec_for_controller() const;
    asio::awaitable<void> send_file();
    Result<void> open_files();
    Stage::Handlers stage_handlers();
    void on_message(std::uint32_t position, const wire::Message& message);
    void on_exit(const wire::TaskExit& exit);
    void on_attach(const wire::ConnectionPtr& viewer, bool may_write);
    asio::awaitable<void> hear(wire::ConnectionPtr viewer, bool may_write);
    void show_viewers(const wire::Message& message);
    asio::awaitable<void> dismiss_viewers();
    void on_bad_exit(BadEnd end);
    void on_abort(const wire::StepAbort& abort);
    void on_failed(std::uint32_t position, const std::string& why);
    void on_lost(std::uint32_t position);
    void signal_tasks(int signal);
    void end(std::chrono::seconds kill_wait);
    asio::awaitable<void> end_after(std::chrono::seconds patience);
    asio::awaitable<void> report_soon();
    void report_ends();
    void tell_what_runs() const;
    void tell_launch() const;

    wire::Bell bell_;
    const ClusterConfig& config_;
    const Order& order_;
    FilePlan plan_;
    Output output_;
    Interrupts interrupts_;
    StepTicket ticket_;
    std::unique_ptr<Stage> stage_;
    std::unique_ptr<Input> input_;
    Step step_;
    TaskMap tasks_;
    std::vector<wire::ConnectionPtr> viewers_;  // sattach
    std::vector<BadEnd> bad_ends_;  // not reported yet
    std::size_t exits_ = 0;
    bool report_pending_ = false;
    bool ending_ = false;
    bool told_to_end_ = false;
    ExitStatus status_;
    std::optional<RawTerminal> terminal_;  // with --pty
};

}  // namespace sluice::srun
