// SPDX-License-Identifier: Apache-2.0
//
// The batch script: one task on the job's first node, reading and writing files of its own.
#include <sys/stat.h>
#include <unistd.h>

#include "launcher/step/body.hpp"
#include "launcher/step/std_files.hpp"

namespace sluice::step {
namespace {

class BatchBody final : public Body {
  public:
    BatchBody(Workshop workshop, std::string script_path)
        : shop_{std::move(workshop)}, script_path_{std::move(script_path)} {}

    asio::awaitable<Result<void>> start() override { co_return start_now(); }
    void start_failed(const Error& error) override { notice("slurmstepd: error: " + error.detail); }
    void task_ended(const Task&) override {}
    void notice(const std::string& line) override;
    asio::awaitable<void> deliver() override { co_return; }
    asio::awaitable<void> leave() override { co_return; }
    [[nodiscard]] ExitCode exit_code() const override { return shop_.tasks.worst(); }

  private:
    Result<void> start_now();
    Result<void> write_script() const;
    Result<TaskStreams> open_files();

    Workshop shop_;
    std::string script_path_;
    std::optional<StdFiles> files_;
    TaskStreams streams_;
};

Result<void> BatchBody::start_now() {
    const auto opened = open_files();
    if (!opened) return tl::unexpected{opened.error()};
    streams_ = *opened;
    if (auto written = write_script(); !written) return written;

    std::vector<std::string> arguments{script_path_};
    const auto& more = shop_.order.job.spec.batch.arguments;
    arguments.insert(arguments.end(), more.begin(), more.end());
    auto complain = [this](const std::string& line) { notice(line); };
    auto launched = shop_.launcher.launch(0, std::move(arguments), streams_, {}, complain);
    shop_.tasks.seal();
    return launched;
}

/// Beside the order, readable by the user alone; `$0` of the script is this path.
Result<void> BatchBody::write_script() const {
    auto written = write_file(script_path_, shop_.order.script, 0500);
    if (!written) return fail(Errc::internal, written.error().detail);
    if (shop_.user.switch_needed && ::chown(script_path_.c_str(), shop_.user.uid, shop_.user.gid) != 0) {
        return fail(Errc::internal, system_error(script_path_));
    }
    return {};
}

Result<TaskStreams> BatchBody::open_files() {
    const AsUser user{shop_.user};
    const auto dir = usable_work_dir(shop_.order.job.spec.work_dir);
    shop_.launcher.set_work_dir(dir.path);
    files_.emplace(dir.path, shop_.order.job.spec.batch.append);
    const auto names = batch_names(shop_.order);
    const auto in = files_->input(names.in);
    if (!in) return tl::unexpected{in.error()};
    const auto out = files_->output(names.out);
    if (!out) return tl::unexpected{out.error()};
    const auto err = files_->output(names.err);
    if (!err) return tl::unexpected{err.error()};
    if (!dir.notice.empty()) write_all(*err, dir.notice + "\n");
    return TaskStreams{*in, *out, *err, false};
}

void BatchBody::notice(const std::string& line) { write_all(streams_.err, line + "\n"); }

}  // namespace

std::unique_ptr<Body> make_batch_body(Workshop workshop, std::string script_path) {
    return std::make_unique<BatchBody>(std::move(workshop), std::move(script_path));
}

}  // namespace sluice::step
